// A portal helper: the counter of a field follows typing, a button puts its text on the clipboard.

const english = document.documentElement.lang === "en";

document.querySelectorAll("[data-limit]").forEach((field) => {
  const counter = document.getElementById(`${field.id}-count`);
  if (!counter) return;
  const most = Number(field.dataset.limit);
  const count = () => {
    const length = [...field.value].length;
    counter.textContent = `${length} / ${most}`;
    counter.dataset.s = length > most ? "late" : "ok";
  };
  field.addEventListener("input", count);
  count();
});

document.querySelectorAll("[data-copy]").forEach((button) => {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(field.value ?? field.textContent.trim());
    const words = button.querySelector("[data-words]");
    const before = words.textContent;
    words.textContent = english ? "Copied" : "已复制";
    setTimeout(() => (words.textContent = before), 2000);
  });
});
