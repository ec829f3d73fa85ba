// One script for every page of the shop. data-persist="session" on the script tag of lwa.js does
// the rest: the login lasts from page to page, as long as the tab.
import { start } from "../ui.js";

const orders = [
  ["1042", "Night Shift beans, 500 g", "On its way", "€14"],
  ["1017", "Second cup", "Delivered", "€19"],
  ["0983", "Night Shift beans, 500 g", "Delivered", "€14"],
];

/**
 * Lists the orders. In a real shop this is where the page asks its own server, with the access
 * token, and the server checks it at Amazon: hiding something in a page protects nothing.
 */
function listOrders() {
  const body = document.getElementById("orders");
  body?.replaceChildren(...(lwa.session ? orders.map(row) : []));
}

function row(cells) {
  const line = document.createElement("tr");
  for (const text of cells) line.insertCell().textContent = text;
  return line;
}

/** Greets by name and fills in what only a logged-in person sees. */
function show() {
  const { session } = lwa;
  document.getElementById("greeting").textContent = session ? `Hello, ${session.profile.name ?? "you"}` : "";
  listOrders();
}

for (const type of ["login", "logout", "expired"]) lwa.addEventListener(type, show);
start().then(show);
