// A question for which there is no connection. gradio would say so in English, take no question any more, and load the
// page anew, without its conversation, as soon as the server answers. Here it hears of an error, after which it goes on,
// and asking.js says in the language of the page what it was.
"use strict";
(() => {
  const real = window.fetch;
  const line = (message) => `data: ${JSON.stringify(message)}\n\n`;
  // What gradio's server says of an error that ends all that is under way, and at the end of a stream.
  const LOST = line({ msg: "unexpected_error", success: false }) + line({ msg: "close_stream" });

  const ENDED = '"close_stream"'; // inside a message's texts its quotes would be escaped

  async function drain(words) {
    while (!(await words.read().catch(() => ({ done: true }))).done);
  }

  function tell(said) {
    document.dispatchEvent(new CustomEvent("yinju-unreached", { detail: said }));
  }

  // gradio can stop only what the server has taken: a question that is still on its way there is called back here.
  const underway = new Set();
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#stop, #restart")) underway.forEach((one) => one.abort());
  }, true);

  async function join([address, options]) {
    const back = new AbortController();
    underway.add(back);
    const answer = await real(address, { ...options, signal: back.signal }).catch(() => null);
    underway.delete(back);
    if (answer?.ok) return answer;
    const said = await answer?.json().catch(() => null);
    if (!back.signal.aborted) tell(said?.error ?? "");
    return Response.json({ error: "" }, { status: 500 });
  }

  async function listen(asked) {
    const answer = await real(...asked).catch(gone);
    if (!answer?.ok) return answer ?? new Response(LOST, { headers: { "content-type": "text/event-stream" } });
    const words = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    const bytes = new TextEncoder();
    let rest = "";
    // Whole messages only: where the stream is cut, gradio must not see half of one.
    const pull = async (to) => {
      for (;;) {
        const read = await words.read().catch(gone);
        if (!read) {
          to.enqueue(bytes.encode(LOST));
          return to.close();
        }
        rest += read.value ?? "";
        const end = rest.lastIndexOf("\n\n") + 2;
        const whole = rest.slice(0, end > 1 ? end : 0);
        rest = rest.slice(whole.length);
        if (whole) to.enqueue(bytes.encode(whole));
        // Behind this message gradio listens no further; what is not read to its end stays open in the browser.
        if (whole.includes(ENDED)) await drain(words);
        if (read.done || whole.includes(ENDED)) to.close();
        if (read.done || whole) return;
      }
    };
    return new Response(new ReadableStream({ pull, cancel: (why) => words.cancel(why) }), answer);
  }

  // gradio itself ends a stream that it has heard to the end.
  function gone(error) {
    if (error.name === "AbortError") throw error;
    tell("");
  }

  window.fetch = (...asked) => {
    const address = String(asked[0]?.url ?? asked[0]);
    if (address.includes("/queue/join")) return join(asked);
    return address.includes("/queue/data") ? listen(asked) : real(...asked);
  };
})();
