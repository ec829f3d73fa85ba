import { LwaProvider } from "lwa-wasm/react";
import { options } from "./options";
import "./style.css";

export const metadata = { title: "Login with Amazon", icons: "data:," };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <LwaProvider options={options}>{children}</LwaProvider>
      </body>
    </html>
  );
}
