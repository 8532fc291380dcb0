// <form data-autosave="/where/"> is sent every 10 seconds while it changes, and when a field is left.
// The answer is JSON {"saved": "14:02", "version": 7} or 409/422 {"message": "…"}; words go to [data-saved] in the page.

const PAUSE = 10_000;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = document.querySelector(form.dataset.saved || "[data-saved]");
  const version = () => form.elements.namedItem("version");
  let dirty = false;
  let busy = false;
  let stopped = false;
  let waiting = null; // a button that was pressed while a save was under way

  const tell = (words) => status && status.textContent !== words && (status.textContent = words);

  const save = async () => {
    if (!dirty || busy || stopped) return;
    busy = true;
    dirty = false;
    const body = new FormData(form);
    // Files travel with the button, not with every pause.
    for (const [name, value] of [...body.entries()]) if (value instanceof File) body.delete(name);
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.redirected) {
        location.reload(); // signed out: what was saved so far is on the server
        return;
      }
      const told = await answer.json().catch(() => ({}));
      if (answer.ok) {
        if (version() && told.version !== undefined) version().value = told.version;
        const was = form.elements.namedItem("was");
        if (was && told.was !== undefined) was.value = told.was;
        tell(told.words || told.saved || "");
        document.dispatchEvent(new CustomEvent("freezedesk:saved"));
      } else {
        // Somebody else saved meanwhile (409): go on typing, decide when the page is sent.
        stopped = answer.status === 409;
        tell(told.message || "");
      }
    } catch {
      dirty = true; // no connection: try again with the next pause
    } finally {
      busy = false;
      if (waiting) form.requestSubmit(waiting.button);
    }
  };

  form.addEventListener("input", () => (dirty = true));
  form.addEventListener("change", save);
  form.addEventListener("freezedesk:save", (event) => {
    event.preventDefault();
    dirty = true;
    save();
  });
  form.addEventListener("submit", (event) => {
    stopped = true;
    if (!busy) return;
    // The save under way raises the version: sent now, the page would clash with itself.
    event.preventDefault();
    waiting = { button: event.submitter };
  });
  document.addEventListener("visibilitychange", () => document.hidden && save());
  setInterval(save, PAUSE);
}
