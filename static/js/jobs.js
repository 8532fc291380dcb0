// A running job is asked after 1, then 2, then 5 seconds; never while the tab is hidden; not any more when it is done.
// <div data-job="/activity/7/" role="group">…</div>: the answer is the same element, fresh, without data-job when finished.
// Read out: the start, each quarter, the end. Not every number.

const PAUSES = [1000, 1000, 2000, 2000, 5000];

const quarter = (element) => {
  const bar = element.querySelector("progress");
  return bar?.max ? Math.floor((4 * bar.value) / bar.max) : 0;
};

const announce = (element) => {
  const line = document.getElementById("news");
  if (line) line.textContent = element.querySelector("[data-words]")?.textContent || element.textContent.trim();
};

// Whoever is on the way to another page is not fetched back. A download also says "leaving" and then stays: hence a while.
const GOING = 10000;
let left = -GOING;
addEventListener("beforeunload", () => (left = performance.now()));

const move = (go) => {
  const rest = left + GOING - performance.now();
  if (rest > 0) setTimeout(() => move(go), rest);
  else go();
};

const follow = (element, asked = 0) => {
  const wait = PAUSES[Math.min(asked, PAUSES.length - 1)];
  setTimeout(async () => {
    if (!element.isConnected) return;
    if (document.hidden) {
      document.addEventListener("visibilitychange", () => follow(element, 0), { once: true });
      return;
    }
    try {
      const answer = await fetch(element.dataset.job, { headers: { "HX-Request": "true", "X-Poll": "1" } });
      if (answer.redirected) return move(() => location.reload());
      if (!answer.ok) return follow(element, asked + 1);
      const box = document.createElement("template");
      box.innerHTML = await answer.text();
      const fresh = box.content.firstElementChild;
      if (!fresh) return;
      const focused = element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
      const news = quarter(fresh) !== quarter(element) || !fresh.dataset.job;
      if (news) announce(fresh);
      element.replaceWith(fresh);
      window.htmx?.process(fresh);
      if (focused) fresh.querySelector(`[data-key="${focused}"]`)?.focus();
      if (fresh.dataset.job) follow(fresh, asked + 1);
      else if (fresh.dataset.after) move(() => location.assign(fresh.dataset.after));
    } catch {
      follow(element, asked + 1);
    }
  }, wait);
};

document.querySelectorAll("[data-job]").forEach((element) => follow(element));
document.addEventListener("htmx:afterSettle", (event) =>
  event.target.querySelectorAll?.("[data-job]").forEach((element) => follow(element)),
);
