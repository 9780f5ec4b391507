/** Everything a page runs. Each module listens on the document, so what htmx brings in later needs no set-up. */
import "htmx.org";
import "./arrows";
import "./confirm";
import "./copy";
import "./drop";
import "./focus";
import "./keys";
import "./offline";
import "./toast";
