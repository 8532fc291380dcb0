// Where the reader is after something changed: the error summary first, else the heading of what was swapped in.
// Also: menus that close, dialogs for browsers without `command`, toasts that go, and the end of a session.

const first = (root) => root.querySelector("#errors, .errs");

const lead = (root) => {
  const target = first(root) || root.querySelector("[data-focus], h1, h2, h3");
  if (!target) return;
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus({ preventScroll: false });
};

if (first(document)) lead(document);

document.addEventListener("htmx:afterSettle", (event) => {
  const { elt, requestConfig } = event.detail;
  const root = event.detail.target?.isConnected ? event.detail.target : elt;
  // A page that asks by itself (polling, filters while typing) must not pull the focus away.
  if (!requestConfig || requestConfig.headers["X-Poll"] || elt.closest?.("[data-quiet]")) return;
  if (document.activeElement && document.activeElement !== document.body && root.contains(document.activeElement)) {
    if (first(root)) lead(root);
    return;
  }
  lead(root);
});

document.addEventListener("htmx:responseError", () => say(document.documentElement.lang === "en"
  ? "The server did not answer. What you typed is still here; try again."
  : "服务器没有应答。已填写的内容仍在，请重试。"));
document.addEventListener("htmx:sendError", () => say(document.documentElement.lang === "en"
  ? "No connection. What you typed is still here; try again."
  : "网络中断。已填写的内容仍在，请重试。"));

// "Saved" does not stand beside "not saved": what the last answer said goes when it is no longer so.
document.addEventListener("freezedesk:unsaved", (event) => {
  document.querySelectorAll("#toasts .toast:not(:has(button, a))").forEach((toast) => toast.remove());
  say(event.detail);
});

function say(words) {
  const tray = document.getElementById("toasts");
  if (!tray) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = words;
  tray.append(toast);
  fade(toast);
}

function fade(toast) {
  if (toast.dataset.s === "late") return;
  let timer = setTimeout(() => toast.remove(), 8000);
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => (timer = setTimeout(() => toast.remove(), 4000)));
}

document.querySelectorAll(".toast").forEach(fade);
document.querySelectorAll("[data-needs-script]").forEach((button) => (button.hidden = false));

// The person's menu is a <details>: it opens without us, and we close it when one goes elsewhere.
const menus = () => document.querySelectorAll("details.who[open]");
document.addEventListener("click", (event) => menus().forEach((m) => m.contains(event.target) || (m.open = false)));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menus().forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

// <button command="show-modal" commandfor="id"> for browsers that do not know it yet.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[commandfor]");
  if (!button || "command" in HTMLButtonElement.prototype) return;
  const dialog = document.getElementById(button.getAttribute("commandfor"));
  if (button.getAttribute("command") === "show-modal") dialog?.showModal();
  if (button.getAttribute("command") === "close") dialog?.close();
});

// Two minutes before a quiet session ends, ask. Any request of ours starts the count again, in every tab.
const ending = document.getElementById("ending");
if (ending) {
  const quiet = (Number(ending.dataset.minutes) - 2) * 60_000;
  const mark = () => {
    try {
      localStorage.setItem("seen", String(Date.now()));
    } catch {
      /* private windows: each tab counts alone */
    }
    seen = Date.now();
  };
  let seen = Date.now();
  mark();
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!event.detail.requestConfig?.headers["X-Poll"]) mark();
  });
  document.addEventListener("freezedesk:saved", mark);
  setInterval(() => {
    let latest = seen;
    try {
      latest = Math.max(latest, Number(localStorage.getItem("seen")) || 0);
    } catch {
      /* as above */
    }
    const silence = Date.now() - latest;
    if (silence > quiet + 125_000) location.reload();
    else if (silence > quiet && !ending.open) ending.showModal();
    else if (silence <= quiet && ending.open) ending.close();
  }, 15_000);
  ending.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(ending.dataset.url, {
      method: "POST",
      body: new FormData(event.target),
      headers: { "X-Stay": "1" },
    });
    if (!answer.ok || answer.redirected) return location.reload();
    mark();
    ending.close();
  });
}
