import { start } from "./ui.js";

const userId = document.getElementById("scope-user-id");
const postalCode = document.getElementById("scope-postal-code");
const optional = document.getElementById("postal-code-optional");

/** The options of the next login, as chosen on the page. */
function options() {
  const scope = [userId.checked ? "profile:user_id" : "profile"];
  if (postalCode.checked) scope.push("postal_code");
  const chosen = { mode: "popup", scope: scope.join(" ") };
  // essential: false puts a checkbox on Amazon's page: the person may agree without this one.
  if (postalCode.checked && optional.checked) chosen.scopeData = { postal_code: { essential: false } };
  return chosen;
}

/** Shows the call that the button will make. */
function preview() {
  optional.disabled = !postalCode.checked;
  document.getElementById("call").textContent = `lwaLogin(${JSON.stringify(options(), null, 2)})`;
}

document.getElementById("main").addEventListener("change", preview);
preview(); // browsers keep what was ticked across a reload

start(options);
