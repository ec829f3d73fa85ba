// Shows on the page and in the console that the login is a demo.

const words = "Login demo: this is not Amazon";

const style = `:host { all: initial; position: fixed; inset-block-end: 0; inset-inline-start: 0; z-index: 2147483647; pointer-events: none; }
p { margin: 8px; padding: 4px 10px; font: 600 13px/1.4 system-ui, sans-serif; color: #fff; background: #6b1f4f; border: 1px solid #fff; border-radius: 99px; }`;

export function showMark(): void {
  console.info(
    "lwa-demo.js: the login on this page is a demo. It is played by lwa-demo.html, and nobody in it is real.",
  );
  const host = Document.prototype.createElement.call(document, "lwa-demo-mark");
  const root = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
  const text = Document.prototype.createElement.call(document, "p");
  text.textContent = words;
  text.setAttribute("role", "note");
  root.append(text);
  Element.prototype.append.call(document.documentElement, host);
}
