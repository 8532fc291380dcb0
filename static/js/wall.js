// The wall fetches itself once a minute and puts the fresh page in place of the old one. Without script the page reloads.
// A screen that hangs on a wall is looked at: its session lasts as long as a working day, not half an hour.

const main = document.getElementById("main");
const pause = Number(main.dataset.fresh) * 1000;

const refresh = async () => {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.redirected) return location.reload();
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("main");
    if (!fresh) return;
    const inside = main.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    main.replaceChildren(...fresh.childNodes);
    if (inside) main.querySelector(`a[href="${CSS.escape(inside)}"]`)?.focus();
    document.dispatchEvent(new Event("freezedesk:saved"));
  } catch {
    /* no connection: the old page stands, its own clock says how old it is */
  }
};

setInterval(refresh, pause);
