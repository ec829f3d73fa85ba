// What every page does: the search, and a button that copies code. Without this script the pages
// can be read all the same.

import { excerpt, find, prepare } from "./find.js";

const { root } = document.documentElement.dataset;
const input = document.getElementById("search");
const results = document.getElementById("results");
const list = results.querySelector("ol");
const count = document.getElementById("count");
let index;

/** search.json, once somebody begins to search. */
function load() {
  index ??= fetch(`${root}search.json`).then((answer) => answer.json()).then(prepare);
  return index;
}

function row(entry, query) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = root + entry.u;
  const title = document.createElement("b");
  title.textContent = entry.h ? `${entry.p} › ${entry.h}` : entry.p;
  const text = document.createElement("span");
  text.textContent = excerpt(entry, query);
  link.append(title, text);
  item.append(link);
  return item;
}

async function search() {
  const query = input.value.trim();
  if (!query) return close();
  const found = find(await load(), query);
  if (query !== input.value.trim()) return; // typed on meanwhile
  list.replaceChildren(...found.map((entry) => row(entry, query)));
  count.textContent = found.length === 0 ? "Nothing found" : found.length === 1 ? "1 result" : `${found.length} results`;
  results.hidden = false;
}

function close() {
  results.hidden = true;
  list.replaceChildren();
  count.textContent = "";
}

/** Up and down go through the input and the results. */
function move(by) {
  const stops = [input, ...list.querySelectorAll("a")];
  const at = stops.indexOf(document.activeElement);
  stops[(at + by + stops.length) % stops.length].focus();
}

input.disabled = false;
input.addEventListener("focus", load, { once: true });
input.addEventListener("input", search);
input.parentElement.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape") {
    input.value = "";
    close();
    input.focus();
  } else if (event.key === "Enter" && document.activeElement === input) {
    list.querySelector("a")?.click();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest("input, select, textarea, lwa-login")) return;
  event.preventDefault();
  input.focus();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest(".search")) close();
});

for (const block of document.querySelectorAll("article pre.code")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.querySelector("code").textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  const frame = document.createElement("div");
  frame.className = "copyable";
  block.replaceWith(frame);
  frame.append(block, button);
}

document.documentElement.dataset.ready = "yes";
