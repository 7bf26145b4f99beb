// What pages do beyond being read: "/" goes to the search, and Escape leaves it.
document.addEventListener("keydown", (e) => {
  const field = document.getElementById("q");
  const writes = /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName);
  if (e.key === "/" && !writes && !e.ctrlKey && !e.metaKey && !e.altKey) {
    e.preventDefault();
    field.focus();
    field.select();
  } else if (e.key === "Escape" && e.target === field) {
    field.blur();
  }
});

// A line of a graph leads to its evidence, which opens.
const open = () => {
  const id = decodeURIComponent(location.hash.slice(1));
  const at = id.startsWith("from-") && document.getElementById(id);
  const details = at && at.querySelector("details");
  if (details) details.open = true;
};
addEventListener("hashchange", open);
open();
