// Keeps a form while its writer pauses, by the same door as its buttons; without this script they do.
// data-keep names the act, the element with data-told tells what became of it, politely.
(() => {
  const form = document.querySelector("form[data-keep]");
  const told = form && form.querySelector("[data-told]");
  if (!told) return;
  const PAUSE = 2000, LONGEST = 20000, AGAIN = 15000;
  let timer = 0, since = 0, typed = 0, kept = 0, asking = null, ended = false;

  const tell = (text) => {
    if (told.textContent !== text) told.textContent = text;
  };

  const ask = async (last) => {
    const mark = typed;
    const sent = new FormData(form);
    sent.set("act", form.dataset.keep);
    sent.set("form_key", crypto.getRandomValues(new Uint32Array(4)).join("-"));
    try {
      const answer = await fetch(location.pathname, { method: "POST", body: sent, keepalive: last, redirect: "error" });
      const found = await answer.json();
      tell(found.said);
      if (answer.ok) {
        form.elements.seen.value = found.seen;
        kept = mark;
        form.dispatchEvent(new Event("kept", { bubbles: true }));
      }
      ended = found.ended;
    } catch {
      tell(told.dataset.told);
      wait(AGAIN);
    }
  };

  const keep = async (last = false) => {
    clearTimeout(timer);
    since = 0;
    if (asking || ended || kept === typed) return;
    const mark = typed;
    asking = ask(last);
    await asking;
    asking = null;
    if (typed !== mark) wait(PAUSE);
  };

  const wait = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      await asking;
      keep();
    }, pause);
  };

  form.addEventListener("input", () => {
    typed += 1;
    since ||= Date.now();
    wait(Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
  });

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep(true);
  });

  // who saves while something is under way waits for it: else the save would meet itself
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (asking) {
      event.preventDefault();
      await asking;
      form.requestSubmit(event.submitter);
    }
    ended = true;
  });
})();
