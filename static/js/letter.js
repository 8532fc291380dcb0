// The composer: the printed pages follow the typing, an exhibit stands beside the draft, words go to where the caret is.
// Without this file the same buttons send the whole page.

const form = document.getElementById("composer");
const desk = document.getElementById("alongside");

if (form && desk) {
  const PAUSE = 250;
  const seen = desk.querySelector("[data-seen]");
  const told = desk.querySelector("[data-told]");
  const exhibit = desk.querySelector('select[name="beside"]');
  const page = desk.querySelector('input[name="beside_page"]');
  let field = null; // the text in which the caret stands, or stood last
  let busy = false;
  let next = null; // what was asked for while an answer was under way: only the last is worth having
  let timer = 0;

  const tell = (name) => (told.textContent = name ? told.dataset[name] : "");
  const previewed = () => seen.querySelector("[data-preview]")?.dataset.preview;
  const lines = (name) => field?.closest("li")?.querySelector(`select[name$=":${name}"]`);

  // New pages take the place of the old ones when they are ready, at the place where the reader was.
  const show = async (html) => {
    const fresh = document.createElement("div");
    fresh.innerHTML = html;
    await Promise.all([...fresh.querySelectorAll("img")].map((img) => img.decode().catch(() => {})));
    const at = seen.querySelector(".proofsheets")?.scrollTop || 0;
    const held = seen.contains(document.activeElement) ? document.activeElement.value : null;
    seen.replaceChildren(...fresh.childNodes);
    const sheets = seen.querySelector(".proofsheets");
    if (sheets && previewed()) sheets.scrollTop = at;
    // A button that was pressed has gone with its page: the reader stays at its follower, or at the sheet.
    if (held !== null) (seen.querySelector("button[data-look]:last-of-type") || sheets)?.focus();
  };

  const look = async (what) => {
    if (busy) {
      next = what;
      return;
    }
    busy = true;
    const body = new FormData(form);
    body.set("do", what);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Part": "beside" } });
      if (answer.ok && !answer.redirected) {
        await show(await answer.text());
        tell("");
      } else tell("failed");
    } catch {
      tell("failed");
    } finally {
      busy = false;
      if (next !== null) {
        const wanted = next;
        next = null;
        look(wanted);
      }
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-look]");
    if (!button) return;
    event.preventDefault();
    clearTimeout(timer); // what is asked for by hand comes after what was typed, and is not taken away by it
    look(button.value);
  });

  // Typing begins the preview, unless an exhibit is being read; it follows the language that is typed.
  form.addEventListener("input", (event) => {
    if (seen.querySelector(".paper")) return;
    const typed = (event.target.lang || "").toLowerCase();
    const mine = [...desk.querySelectorAll('button[value^="preview-"]')].map((button) => button.value.slice(8));
    const language = mine.find((code) => typed && code.toLowerCase() === typed) || previewed() || mine[0];
    clearTimeout(timer);
    timer = setTimeout(() => look(`preview-${language}`), PAUSE);
  });

  form.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea")) field = event.target;
  });

  desk.querySelector("[data-insert]")?.addEventListener("click", () => {
    if (!field?.isConnected) return tell("nowhere");
    const english = field.lang.toLowerCase().startsWith("en");
    const row = document.getElementById("insert").selectedOptions[0];
    const number = exhibit?.value ? exhibit.selectedOptions[0].textContent.trim().split(" ")[0] : "";
    const named = number ? `${english ? "Exhibit " : "证据"}${number}` : english ? "[exhibit]" : "【证据】";
    const words = (english ? row.dataset.en : row.dataset.zh).replaceAll("{exhibit}", named);
    field.focus();
    const apart = english && /\S$/.test(field.value.slice(0, field.selectionStart)) ? " " : "";
    field.setRangeText(apart + words, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    tell("");
  });

  // An exhibit is chosen beside the sentence, not written into it: its number stays right after every reorder.
  desk.querySelector("[data-attach]")?.addEventListener("click", () => {
    if (!field?.isConnected) return tell("nowhere");
    if (!exhibit.value) return tell("nothing");
    const choice = lines("add_evidence") || lines("evidence");
    if (!choice) return tell("noline");
    choice.value = exhibit.value;
    const sheet = choice.closest(".pickpage").querySelector('input[type="number"]');
    if (sheet) sheet.value = page.value;
    choice.dispatchEvent(new Event("input", { bubbles: true }));
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    tell("attached");
  });
}
