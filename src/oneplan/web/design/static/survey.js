// Makes the survey's pages easier: read aloud, hide the screen, send again. Every page works without it.
(function () {
  "use strict";
  function all(what) { return Array.prototype.slice.call(document.querySelectorAll(what)); }

  all("[data-first]").forEach(function (one) { one.tabIndex = -1; one.focus(); });

  all("[data-hide]").forEach(function (link) {
    link.addEventListener("click", function (event) {
      event.preventDefault();
      var cover = document.createElement("div"), show = document.createElement("button");
      cover.className = "op-survey-cover";
      show.className = "op-survey-second";
      show.type = "button";
      show.textContent = link.getAttribute("data-hide");
      show.addEventListener("click", function () {
        document.body.removeChild(cover);
        document.body.classList.remove("op-survey-covered");
        link.focus();
      });
      if (window.speechSynthesis) { speechSynthesis.cancel(); }
      cover.appendChild(show);
      document.body.appendChild(cover);
      document.body.classList.add("op-survey-covered");
      show.focus();
    });
  });

  var voice = window.speechSynthesis && window.SpeechSynthesisUtterance;
  all("[data-reads]").forEach(function (button) {
    if (!voice) { return; }
    var words = button.textContent, left = 0;
    button.hidden = false;
    function stop() { left = 0; button.textContent = words; }
    button.addEventListener("click", function () {
      speechSynthesis.cancel();
      if (left) { stop(); return; }
      all("[data-read]").forEach(function (part) {
        // Each answer is read for itself, with a pause before the next.
        var pieces = part.querySelectorAll("label, p").length ? part.querySelectorAll("label, p") : [part];
        Array.prototype.forEach.call(pieces, function (piece) {
          var said = new SpeechSynthesisUtterance(piece.textContent);
          said.lang = (piece.closest && piece.closest("[lang]") || document.documentElement).lang;
          said.rate = .9;
          said.onend = said.onerror = function () { left -= 1; if (left < 1) { stop(); } };
          left += 1;
          speechSynthesis.speak(said);
        });
      });
      button.textContent = button.getAttribute("data-reads");
    });
  });
  window.addEventListener("pagehide", function () { if (voice) { speechSynthesis.cancel(); } });

  // An answer that could not be sent waits in this tab, and nowhere else, until the survey has it.
  var form = document.querySelector("[data-sends]"), note = form && form.querySelector("[data-says]");
  var KEY = "survey", kept = null, one = null, tries = 0, sending = false, timer = 0;
  try { kept = window.sessionStorage; one = JSON.parse(kept.getItem(KEY)); } catch (refused) { one = null; }
  function forget() { one = null; try { kept.removeItem(KEY); } catch (refused) { kept = null; } }
  function keep() { try { kept.setItem(KEY, JSON.stringify(one)); } catch (refused) { kept = null; } }
  function isHere() { return form && one && one.to === form.getAttribute("action"); }
  function tell(words) {
    if (note) { note.className = words ? "op-survey-note" : ""; note.textContent = words; }
  }
  function later() {
    keep();
    tell(note && note.getAttribute("data-says"));
    tries += 1;
    timer = setTimeout(send, Math.min(15, 1 + 2 * tries) * 1000 * (.5 + Math.random()));
  }
  function take(reply, text) {
    if (reply.status > 499) { later(); return; }
    var leads = reply.status === 200 && text.indexOf("/survey/") === 0, here = isHere();
    // A page in place of an address: the class waits, and so does the answer; or there is something to change.
    if (reply.status === 200 && !leads) { keep(); if (!here) { later(); } } else { forget(); tell(""); }
    if (here) { if (leads) { location.assign(text); } else { form.submit(); } }
  }
  function send() {
    if (!one || sending) { return; }
    var sent = one, stop = window.AbortController && new AbortController();
    var patience = setTimeout(function () { if (stop) { stop.abort(); } }, 15000);
    sending = true;
    clearTimeout(timer);
    fetch(one.to, {
      method: "POST", body: one.body, credentials: "same-origin", signal: stop ? stop.signal : undefined,
      headers: { "Content-Type": "application/x-www-form-urlencoded", "X-Sent-By": "script" }
    }).then(function (reply) {
      return reply.text().then(function (text) {
        sending = false;
        if (one === sent) { take(reply, text); } else { send(); }
      });
    }).catch(function () { sending = false; later(); }).then(function () { clearTimeout(patience); });
  }
  if (document.body.hasAttribute("data-forgets")) { forget(); }
  if (window.fetch && window.URLSearchParams && window.FormData) {
    if (form) {
      form.addEventListener("submit", function (event) {
        event.preventDefault();
        var body = new URLSearchParams(new FormData(form)).toString();
        if (!isHere() || one.body !== body) { one = { to: form.getAttribute("action"), body: body }; }
        send();
      });
    }
    window.addEventListener("online", send);
    send();
  }

  all("[data-again]").forEach(function (form) {
    setTimeout(function () { form.submit(); }, 1000 * form.getAttribute("data-again") * (1 + Math.random()));
  });
})();
