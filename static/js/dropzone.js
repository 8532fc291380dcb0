// A file input with a border around it: drop files there, see what was chosen, before anything is sent.
// <div class="drop" data-drop><label>…</label><input type="file" multiple><ul data-files></ul></div>

const SIZE = [["MB", 2 ** 20], ["KB", 2 ** 10], ["B", 1]];

const weight = (bytes) => {
  const [unit, step] = SIZE.find(([, step]) => bytes >= step) || SIZE[2];
  return `${(bytes / step).toFixed(step > 1024 ? 1 : 0)} ${unit}`;
};

const wire = (zone) => {
  const input = zone.querySelector("input[type=file]");
  const list = zone.querySelector("[data-files]");
  if (!input || zone.dataset.wired) return;
  zone.dataset.wired = "1";

  const show = () => {
    if (!list) return;
    list.replaceChildren(
      ...[...input.files].map((file) => {
        const row = document.createElement("li");
        const name = document.createElement("span");
        const size = document.createElement("small");
        name.textContent = file.name;
        size.textContent = weight(file.size);
        row.append(name, size);
        return row;
      }),
    );
  };

  input.addEventListener("change", show);
  for (const kind of ["dragenter", "dragover"])
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const files = new DataTransfer();
    if (input.multiple) for (const file of input.files) files.items.add(file);
    for (const file of event.dataTransfer.files) if (input.multiple || !files.files.length) files.items.add(file);
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
};

document.querySelectorAll("[data-drop]").forEach(wire);
document.addEventListener("htmx:afterSettle", (event) => event.target.querySelectorAll?.("[data-drop]").forEach(wire));
