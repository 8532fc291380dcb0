// Words selected in a sentence of the rejection are put where they can be cut out; without script they are typed.

document.querySelectorAll(".points > li").forEach((sentence) => {
  const quote = sentence.querySelector("blockquote");
  const cut = sentence.querySelector(".cut");
  if (!quote || !cut) return;
  const words = cut.querySelector("input");
  const take = () => {
    const chosen = document.getSelection();
    if (!chosen || chosen.isCollapsed || !quote.contains(chosen.anchorNode) || !quote.contains(chosen.focusNode)) return;
    words.value = chosen.toString().trim();
    cut.open = true;
  };
  quote.addEventListener("mouseup", () => setTimeout(take));
  quote.addEventListener("touchend", () => setTimeout(take, 300));
  cut.addEventListener("toggle", take);
});
