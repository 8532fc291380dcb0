// <form data-autosave="/where/"> is sent every 10 seconds while it changes, and when a field is left.
// The answer is JSON {"saved": "14:02", "version": 7} or 409/422 {"message": "…"}; words go to [data-saved] in the page.
// <form data-keep> saves by its button alone. Neither is left with words that stand nowhere else without a question;
// data-unsaved says that the page came back with such words.

const PAUSE = 10_000;
const OFFLINE = document.documentElement.lang === "en"
  ? "No connection: not saved yet. What you typed is still here and is saved as soon as you are connected."
  : "网络中断，尚未保存。已填写的内容仍在，恢复连接后自动保存。";
const UNSENT = document.documentElement.lang === "en"
  ? "No connection: not saved. What you typed is still here; save again when you are connected."
  : "网络中断，未能保存。已填写的内容仍在，恢复连接后请再次保存。";

const warn = (words) => document.dispatchEvent(new CustomEvent("freezedesk:unsaved", { detail: words }));

// A line that was just added is saved by the button only: until then it stands on this page alone.
const added = (form) => [...form.elements].some((field) => /:new\d+:(text|why)_/.test(field.name) && field.value.trim());

const ask = (form, isUnsaved) => {
  let sent = false;
  form.addEventListener("submit", (event) => (sent = !event.defaultPrevented));
  addEventListener("beforeunload", (event) => !sent && isUnsaved() && event.preventDefault());
  addEventListener("pageshow", () => (sent = false));
};

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = document.querySelector(form.dataset.saved || "[data-saved]");
  const version = () => form.elements.namedItem("version");
  let dirty = false;
  let busy = false;
  let stopped = false;
  let refused = "unsaved" in form.dataset;
  let waiting = null; // a button that was pressed while a save was under way

  const tell = (words) => status && status.textContent !== words && (status.textContent = words);
  const complain = (words) => {
    if (words && status?.textContent !== words) warn(words);
    tell(words);
  };

  const save = async ({ leaving = false } = {}) => {
    if (!dirty || busy || stopped) return;
    busy = true;
    dirty = false;
    const body = new FormData(form);
    // Files travel with the button, not with every pause.
    for (const [name, value] of [...body.entries()]) if (value instanceof File) body.delete(name);
    const send = (keepalive) =>
      fetch(form.dataset.autosave, { method: "POST", body, keepalive, headers: { Accept: "application/json" } });
    try {
      // What is sent while the page closes must outlive it; a very long letter may not, and is sent as usual.
      const answer = await (leaving ? send(true).catch(() => send(false)) : send(false));
      if (answer.redirected) {
        refused = false;
        location.reload(); // signed out: what was sent is kept, and offered once the same person is back
        return;
      }
      const told = await answer.json().catch(() => ({}));
      refused = !answer.ok;
      if (answer.ok) {
        if (version() && told.version !== undefined) version().value = told.version;
        const was = form.elements.namedItem("was");
        if (was && told.was !== undefined) was.value = told.was;
        tell(told.words || told.saved || "");
        document.dispatchEvent(new CustomEvent("freezedesk:saved"));
      } else {
        // Somebody else saved meanwhile (409): go on typing, decide when the page is sent.
        stopped = answer.status === 409;
        complain(told.message || "");
      }
    } catch {
      dirty = refused = true; // no connection: try again with the next pause
      complain(OFFLINE);
    } finally {
      busy = false;
      if (waiting) form.requestSubmit(waiting.button);
    }
  };

  form.addEventListener("input", () => (dirty = true));
  form.addEventListener("change", () => save());
  form.addEventListener("freezedesk:save", (event) => {
    event.preventDefault();
    dirty = true;
    save();
  });
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      dirty = refused = true;
      complain(OFFLINE);
      return;
    }
    stopped = true;
    if (!busy) return;
    // The save under way raises the version: sent now, the page would clash with itself.
    event.preventDefault();
    waiting = { button: event.submitter };
  });
  document.addEventListener("visibilitychange", () => document.hidden && save({ leaving: true }));
  addEventListener("online", () => save());
  setInterval(save, PAUSE);
  ask(form, () => refused || added(form));
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  let dirty = "unsaved" in form.dataset;
  form.addEventListener("input", () => (dirty = true));
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    warn(UNSENT);
  });
  ask(form, () => dirty);
}
