
(function () {
  "use strict";
  var form = document.getElementById("filter");
  if (!form) { return; }
  var items = Array.prototype.slice.call(document.querySelectorAll(".finding"));
  var sections = Array.prototype.slice.call(document.querySelectorAll(".rule"));
  var texts = null;
  var said = document.getElementById("shown");
  var pick = function (name) { var field = form.elements[name]; return field ? field.value : ""; };
  function apply() {
    var words = pick("words").toLocaleLowerCase().split(/\s+/).filter(Boolean);
    var rule = pick("rule"), gravity = pick("gravity"), group = pick("group");
    if (words.length && !texts) {
      texts = items.map(function (item) { return item.textContent.toLocaleLowerCase(); });
    }
    var count = 0;
    items.forEach(function (item, at) {
      var data = item.dataset;
      var fits = (!rule || data.rule === rule) && (!gravity || data.gravity === gravity) &&
        (!group || data.group === group) &&
        words.every(function (word) { return texts[at].indexOf(word) >= 0; });
      item.hidden = !fits;
      if (fits) { count += 1; }
    });
    sections.forEach(function (section) {
      section.hidden = !section.querySelector(".finding:not([hidden])");
    });
    said.textContent = said.dataset.text.replace("{n}", count).replace("{all}", items.length);
  }
  var waiting = 0;
  form.addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(apply, 150); });
  form.addEventListener("reset", function () { setTimeout(apply, 0); });
  form.addEventListener("submit", function (event) { event.preventDefault(); apply(); });
  form.hidden = false;
  apply();
}());
