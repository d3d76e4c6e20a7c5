"""Rules that axe-core calls serious, checked without it: it is no dependency, see benchmarks/axe.py."""

SERIOUS = """() => {
    const wrong = [], all = Array.from(document.querySelectorAll("body, body *"));
    const tell = (rule, e) => wrong.push(
        `${rule}: ${e.tagName}#${e.id}.${e.className} ${(e.textContent ?? "").trim().slice(0, 20)}`);
    const seen = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true })
        && !e.closest("[aria-hidden=true], [inert], .unseen, .sr-only");

    // color-contrast: text against the first ground behind it that is not see-through
    const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = (colour) => colour.slice(0, 3).map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const ground = (e) => {
        for (let one = e; one; one = one.parentElement) {
            const colour = parse(getComputedStyle(one).backgroundColor);
            if ((colour[3] ?? 1) === 1) return colour;
        }
        return [255, 255, 255];
    };
    let read = 0;
    for (const e of all) {
        const text = Array.from(e.childNodes).some((node) => node.nodeType === 3 && node.data.trim());
        if (!text || !seen(e) || e.disabled || ["SCRIPT", "STYLE", "OPTION"].includes(e.tagName)) continue;
        const both = [light(parse(getComputedStyle(e).color)), light(ground(e))];
        const [dark, bright] = both.sort((a, b) => a - b);
        read += 1;
        if ((bright + 0.05) / (dark + 0.05) < 4.5) tell("color-contrast", e);
    }
    if (!read) wrong.push("nothing was looked at");

    const focusable = "a[href], button, input:not([type=hidden]), select, textarea, iframe, [tabindex]";
    for (const e of document.querySelectorAll(focusable)) {
        // nested-interactive, target-size (24 pixels, or as far from the next), aria-hidden-focus
        if (e.matches("a, button") && e.parentElement.closest("a, button")) tell("nested-interactive", e);
        const box = e.getBoundingClientRect(), inText = getComputedStyle(e).display === "inline";
        if (e.matches("a, button, select, input:not([type=radio])") && seen(e) && !inText && box.width
            && Math.min(box.width, box.height) < 24) tell("target-size", e);
        if (e.closest("[aria-hidden=true]") && e.tabIndex >= 0) tell("aria-hidden-focus", e);
    }
    for (const e of document.querySelectorAll("[tabindex]")) if (e.tabIndex > 0) tell("tabindex", e);
    for (const e of all) {
        // aria-valid-attr-value, duplicate-id-aria, list, listitem, image-alt, valid-lang
        for (const key of ["aria-labelledby", "aria-describedby", "aria-controls", "for"])
            for (const id of (e.getAttribute(key) ?? "").split(" ").filter(Boolean))
                if (document.querySelectorAll(`[id="${CSS.escape(id)}"]`).length !== 1) tell(`${key} ${id}`, e);
        if (e.matches("ul, ol") && Array.from(e.children).some((one) => one.tagName !== "LI")) tell("list", e);
        if (e.matches("li") && !e.parentElement.matches("ul, ol")) tell("listitem", e);
        if (e.matches("img:not([alt])")) tell("image-alt", e);
        if (!["zh-CN", "en"].includes(e.getAttribute("lang") ?? "en")) tell("valid-lang", e);
        const scrolls = /auto|scroll/.test(getComputedStyle(e).overflowY);
        if (scrolls && e.scrollHeight > e.clientHeight + 14 && seen(e) && e.tabIndex < 0
            && !e.querySelector(focusable)) tell("scrollable-region-focusable", e);
    }
    if (document.querySelectorAll("main, [role=main]").length > 1) wrong.push("two main parts");
    return [...new Set(wrong)];
}"""
