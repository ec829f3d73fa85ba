import { useLwa } from "lwa-wasm/react";
import type { MouseEvent, ReactNode } from "react";
import { go, usePath } from "./usePath";

export function App() {
  const path = usePath();
  return (
    <main>
      <nav>
        <Link to="/" here={path}>Home</Link>
        <Link to="/orders" here={path}>Orders</Link>
      </nav>
      {path === "/orders" ? <Orders /> : <Home />}
    </main>
  );
}

/** Logs in by popup: the page stays as it is. */
function Home() {
  return (
    <>
      <h1>My shop</h1>
      <Account mode="popup" />
    </>
  );
}

/** Logs in by redirect: the page goes to Amazon, and comes back to this very address. */
function Orders() {
  return (
    <>
      <h1>Your orders</h1>
      <Account mode="redirect">
        <p id="orders">You have no orders yet.</p>
      </Account>
    </>
  );
}

function Account({ mode, children }: { mode: "popup" | "redirect"; children?: ReactNode }) {
  const { session, ready, error, login, logout } = useLwa();
  if (!ready) return <p role="status">One moment…</p>;
  if (session) {
    const { name, email } = session.profile;
    return (
      <>
        <p id="hello">Hello <b>{name}</b> <small>{email}</small></p>
        {children}
        <button id="logout" className="quiet" onClick={logout}>Log out</button>
      </>
    );
  }
  return (
    <>
      {error && <p role="alert">{error.message}</p>}
      <button id="login" onClick={() => login({ mode })}>Login with Amazon</button>
    </>
  );
}

function Link({ to, here, children }: { to: string; here: string; children: ReactNode }) {
  const follow = (event: MouseEvent) => {
    event.preventDefault();
    go(to);
  };
  return <a href={to} aria-current={to === here ? "page" : undefined} onClick={follow}>{children}</a>;
}
