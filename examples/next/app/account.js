"use client";

import { useLwa } from "lwa-wasm/react";

export function Account() {
  const { session, ready, error, login, logout } = useLwa();
  if (!ready) return <p role="status">One moment…</p>;
  if (session) {
    const { name, email } = session.profile;
    return (
      <>
        <p id="hello">Hello <b>{name}</b> <small>{email}</small></p>
        <button id="logout" className="quiet" onClick={logout}>Log out</button>
      </>
    );
  }
  return (
    <>
      {error && <p role="alert">{error.message}</p>}
      <button id="login" onClick={login}>Login with Amazon</button>
    </>
  );
}
