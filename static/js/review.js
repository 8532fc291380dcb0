// The review by key and by pin. Single keys work only while no field is being filled in, and each can be switched off in
// "My settings" (WCAG 2.1.4). Each of them presses a link or a button that stands on the page.

const review = document.getElementById("review");
const leaf = document.getElementById("page");
const paper = document.querySelector("[data-paper]");
const form = document.getElementById("say");

// After a step from page to page the sheet has the focus again: the next key is heard, the arrows scroll.
if (leaf && location.hash === "#page") leaf.focus({ preventScroll: matchMedia("(min-width: 64rem)").matches });

// The sentence that this sheet proves comes into sight in the letter's own pane; the window stays where it is.
const letter = document.getElementById("letter");
const proved = letter?.querySelector(".here");
if (proved && letter.scrollHeight > letter.clientHeight) letter.scrollTop = proved.offsetTop - letter.offsetTop - 80;

const writing = (element) => element.matches?.("input, select, textarea, [contenteditable]");
const radio = (element) => element.matches?.("input[type=radio], input[type=checkbox]");

review?.addEventListener("keydown", heard);
document.body.addEventListener("keydown", (event) => event.target === document.body && heard(event));

function heard(event) {
  if (!review.hasAttribute("data-keys") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (pointing || (writing(event.target) && !radio(event.target))) return;
  const key = event.key.toLowerCase();
  if (key === "c" && form) {
    event.preventDefault();
    return paper ? begin() : form.elements.text.focus();
  }
  if (key === "/") {
    event.preventDefault();
    return document.getElementById("find")?.focus();
  }
  const target = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key === key);
  if (!target) return;
  event.preventDefault();
  target.click();
}

// --- a pin: clicked, or moved with the arrow keys ------------------------------------------------------------------

const SVG = "http://www.w3.org/2000/svg";
const button = document.querySelector("[data-pin]");
const help = document.querySelector("[data-pin-help]");
let pointing = false;
let pin = null;
let at = { x: 0.5, y: 0.5 };

button?.addEventListener("click", () => (pointing ? leave() : begin()));

function begin() {
  pointing = true;
  paper.classList.add("pointing");
  paper.tabIndex = 0;
  help.hidden = false;
  button.setAttribute("aria-pressed", "true");
  place(at.x, at.y);
  paper.focus({ preventScroll: true });
  paper.scrollIntoView({ block: "nearest" });
  document.getElementById("news").textContent = help.textContent;
}

function leave() {
  pointing = false;
  paper.classList.remove("pointing");
  paper.removeAttribute("tabindex");
  help.hidden = true;
  button.removeAttribute("aria-pressed");
  pin?.remove();
  pin = null;
  form.elements.x.value = form.elements.y.value = "";
  form.querySelector("[data-pinned]").hidden = true;
  leaf.focus({ preventScroll: true });
}

function place(x, y) {
  const layer = paper.querySelector("[data-pins]");
  const box = layer.viewBox.baseVal;
  at = { x: Math.min(Math.max(x, 0), 1), y: Math.min(Math.max(y, 0), 1) };
  if (!pin) {
    pin = document.createElementNS(SVG, "g");
    pin.classList.add("new");
    pin.append(document.createElementNS(SVG, "circle"));
    layer.append(pin);
  }
  const circle = pin.firstChild;
  circle.setAttribute("cx", at.x * box.width);
  circle.setAttribute("cy", at.y * box.height);
  circle.setAttribute("r", layer.dataset.radius);
}

function take() {
  const whole = Number(paper.dataset.whole);
  pointing = false;
  paper.classList.remove("pointing");
  paper.removeAttribute("tabindex");
  help.hidden = true;
  button.removeAttribute("aria-pressed");
  form.elements.place.value = "sheet";
  form.elements.x.value = Math.round(at.x * whole);
  form.elements.y.value = Math.round(at.y * whole);
  form.querySelector("[data-pinned]").hidden = false;
  form.elements.text.focus();
}

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

document.addEventListener("keydown", (event) => {
  if (!pointing) return;
  const step = STEPS[event.key];
  if (step) {
    const far = event.shiftKey ? 0.1 : 0.02;
    place(at.x + step[0] * far, at.y + step[1] * far);
  } else if (event.key === "Enter") take();
  else if (event.key === "Escape") leave();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

paper?.addEventListener("click", (event) => {
  if (!pointing) return;
  event.preventDefault();
  const box = paper.getBoundingClientRect();
  place((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  take();
});

// What was chosen by pointing no longer holds once another place is chosen in words.
form?.elements.where?.addEventListener("change", () => {
  form.elements.x.value = form.elements.y.value = "";
  form.querySelector("[data-pinned]").hidden = true;
  pin?.remove();
  pin = null;
});
