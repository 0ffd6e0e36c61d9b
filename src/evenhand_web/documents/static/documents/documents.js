// Adding documents with progress, reading what waits one after another, showing the source. Without this file every form works as it is.

const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function send(form) {
  const box = form.querySelector("[data-progress]");
  const bar = box.querySelector("progress");
  const said = box.querySelector("[data-said]");
  const button = form.querySelector("button");
  box.hidden = false;
  button.disabled = true;
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (event) => {
    const percent = event.total ? Math.round((100 * event.loaded) / event.total) : 0;
    bar.value = percent;
    said.textContent = percent < 100 ? fill(form.dataset.saidSending, { percent }) : form.dataset.saidReading;
  });
  const failed = (words) => {
    said.textContent = words;
    button.disabled = false;
  };
  request.addEventListener("error", () => failed(form.dataset.saidCut));
  request.addEventListener("load", () => {
    let answer = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      // a page of the proxy or the like: said below
    }
    if (answer.next) window.location.assign(answer.next);
    else failed(answer.problem?.message ?? form.dataset.saidCut);
  });
  request.send(new FormData(form));
}

for (const form of document.querySelectorAll("form[data-sending]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

async function readAll(box) {
  const bar = box.querySelector("progress");
  const said = box.querySelector("[data-said]");
  const forms = [...document.querySelectorAll("form[data-read]")];
  bar.hidden = false;
  for (const [done, form] of forms.entries()) {
    said.textContent = fill(box.dataset.saidReading, { done: done + 1, all: forms.length });
    const body = new FormData(form);
    body.set("verb", "read");
    try {
      await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    } catch {
      return; // no connection: the buttons are still there
    }
    bar.value = done + 1;
  }
  said.textContent = box.dataset.saidDone;
}

for (const box of document.querySelectorAll("[data-reading-all]")) readAll(box);

// On a phone the source stands below the text: what was asked for is brought into sight.
document.addEventListener("htmx:after:swap", () => setTimeout(() => {
  const source = document.getElementById("source");
  const { top, bottom } = source?.getBoundingClientRect() ?? {};
  if (source && (top > window.innerHeight - 80 || bottom < 80)) source.scrollIntoView();
}, 50));
