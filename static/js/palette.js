// Ctrl K: go to a place or search. Alt N: log a freeze. Alt S: save. Shift ?: the list. Never a single key (WCAG 2.1.4).

const palette = document.getElementById("palette");
const shortcuts = document.getElementById("shortcuts");

if (palette && shortcuts) {
  const input = palette.querySelector("input");
  const places = [...palette.querySelectorAll(".finds li")];
  const none = palette.querySelector("[data-none]");
  const shown = () => places.filter((li) => !li.hidden);

  const filter = () => {
    const wanted = input.value.trim().toLowerCase();
    places.forEach((li) => (li.hidden = wanted !== "" && !li.textContent.toLowerCase().includes(wanted)));
    none.hidden = shown().length > 0;
  };

  input.addEventListener("input", filter);
  palette.addEventListener("keydown", (event) => {
    const links = shown().map((li) => li.querySelector("a"));
    const at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown") (links[at + 1] || links[0])?.focus();
    else if (event.key === "ArrowUp") (at > 0 ? links[at - 1] : input).focus();
    else return;
    event.preventDefault();
  });

  const writing = () => document.activeElement?.matches("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      input.value = "";
      filter();
      if (!palette.open) palette.showModal();
      input.focus();
    } else if (event.altKey && !event.ctrlKey && event.code === "KeyN") {
      const log = document.querySelector('.rail a[href*="/log"]');
      if (log) {
        event.preventDefault();
        log.click();
      }
    } else if (event.altKey && !event.ctrlKey && event.code === "KeyS") {
      const form = document.querySelector("main form[data-autosave], main form[method=post]");
      if (form) {
        event.preventDefault();
        form.dispatchEvent(new CustomEvent("freezedesk:save", { bubbles: true, cancelable: true })) && form.requestSubmit();
      }
    } else if (event.key === "?" && event.shiftKey && !writing()) {
      event.preventDefault();
      if (!shortcuts.open) shortcuts.showModal();
    }
  });

  document.querySelectorAll('[data-opens="shortcuts"]').forEach((link) =>
    link.addEventListener("click", (event) => {
      event.preventDefault();
      shortcuts.showModal();
    }),
  );
}
