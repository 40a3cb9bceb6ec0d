// Makes the survey's pages easier: read aloud, hide the screen, try again. Every page works without it.
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

  all("[data-again]").forEach(function (form) {
    setTimeout(function () { form.submit(); }, 1000 * form.getAttribute("data-again") * (1 + Math.random()));
  });
})();
