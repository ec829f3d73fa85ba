// Sets the theme before anything is drawn. "auto" follows the system.
"use strict";
{
  const keep = "lwa-docs-theme";
  const read = () => {
    try {
      return localStorage.getItem(keep);
    } catch {
      return null; // storage is forbidden
    }
  };
  const apply = (theme) => {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  };
  apply(read());
  addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const order = ["", "light", "dark"];
    const show = () => (button.textContent = `Theme: ${document.documentElement.dataset.theme || "auto"}`);
    button.hidden = false;
    show();
    button.addEventListener("click", () => {
      const next = order[(order.indexOf(document.documentElement.dataset.theme || "") + 1) % order.length];
      apply(next);
      try {
        localStorage.setItem(keep, next);
      } catch {
        // storage is forbidden: the choice lasts as long as the page
      }
      show();
    });
  });
}
