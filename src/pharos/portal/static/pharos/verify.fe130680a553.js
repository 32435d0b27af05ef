// The camera as one more way to give a number: shown only where the browser can read codes.
// Nothing leaves the browser but the text of the code, by the form that stands there anyway.
(() => {
  const part = document.getElementById("camera");
  if (!part || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const view = document.getElementById("camera-view");
  const video = document.getElementById("camera-video");
  const told = document.getElementById("camera-told");
  const start = document.getElementById("camera-start");
  const number = document.getElementById("number");
  let stream = null;

  const stop = () => {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    view.hidden = true;
    start.hidden = false;
  };

  const look = async (detector) => {
    if (!stream) return;
    const [code] = await detector.detect(video).catch(() => []);
    if (code && code.rawValue) {
      told.textContent = told.dataset.found;
      number.value = code.rawValue.slice(0, 2048);
      stop();
      number.form.requestSubmit();
      return;
    }
    setTimeout(() => look(detector), 250);
  };

  const begin = async () => {
    view.hidden = false;
    start.hidden = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      await video.play();
      look(new BarcodeDetector({ formats: ["qr_code"] }));
    } catch {
      told.textContent = told.dataset.none;
      start.hidden = false;
    }
  };

  BarcodeDetector.getSupportedFormats().then((formats) => {
    part.hidden = !formats.includes("qr_code");
  });
  start.addEventListener("click", begin);
  document.getElementById("camera-stop").addEventListener("click", stop);
})();
