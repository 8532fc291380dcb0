// The rows of the dashboard by key, while one of them has the focus: Enter opens the case, X acknowledges (WCAG 2.1.4).
// Everything here can be done without: links, tick boxes and buttons are the page's own.

const typing = (element) => element.matches("input:not([type=checkbox]), select, textarea, [contenteditable]");

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("tr[data-row]");
  if (!row || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && event.target.type === "checkbox") {
    event.preventDefault();
    row.querySelector("th a")?.click();
  }
  if (event.key.toLowerCase() !== "x") return;
  const form = document.getElementById("bulk");
  const date = row.querySelector("input[name=pick]")?.value;
  if (!form || !date) return;
  event.preventDefault();
  const one = document.createElement("input");
  Object.assign(one, { type: "hidden", name: "one", value: date });
  form.append(one);
  form.submit();
});

document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
