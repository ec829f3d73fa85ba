import { LwaProvider } from "lwa-wasm/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { options } from "./options";
import "./style.css";

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <LwaProvider options={options}>
      <App />
    </LwaProvider>
  </StrictMode>,
);
