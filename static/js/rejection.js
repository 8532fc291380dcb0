// Words selected in the rejection are put where they can be cut out: beside the sentence in which they begin, also when
// they reach into the next ones. Without script they are typed.

const sentences = [...document.querySelectorAll(".points > li")].filter((one) => one.querySelector(".cut input"));

// The number of a point stands in front of its words and is none of them.
const wordsOf = (sentence) => [...sentence.querySelector("blockquote").childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);

const within = (range, text) => {
  if (!range.intersectsNode(text)) return "";
  const from = range.startContainer === text ? range.startOffset : 0;
  const to = range.endContainer === text ? range.endOffset : text.length;
  return text.data.slice(from, to);
};

const take = () => {
  const chosen = document.getSelection();
  if (!chosen || chosen.isCollapsed) return;
  const range = chosen.getRangeAt(0);
  const found = sentences.map((one) => [one, wordsOf(one).map((text) => within(range, text)).join("").trim()]).filter(([, words]) => words);
  if (!found.length) return;
  const cut = found[0][0].querySelector(".cut");
  cut.querySelector("input").value = found.map(([, words]) => words).join(" ");
  cut.open = true;
};

sentences.forEach((sentence) => {
  const quote = sentence.querySelector("blockquote");
  quote.addEventListener("mouseup", () => setTimeout(take));
  quote.addEventListener("touchend", () => setTimeout(take, 300));
  sentence.querySelector(".cut").addEventListener("toggle", (event) => event.target.open && !event.target.querySelector("input").value && take());
});
