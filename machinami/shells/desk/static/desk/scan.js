/* A QR code by the camera: the browser's own reader where it has one, else jsQR (Apache-2.0), fetched when the camera starts. */
"use strict";
(() => {
  const reader = document.currentScript.dataset.reader;
  const at = (id) => document.getElementById(id);
  const start = at("camera"), viewer = at("viewer"), video = at("video"), said = at("scan-said");
  if (!navigator.mediaDevices?.getUserMedia) return;
  start.hidden = false;
  let stream = null;

  function load() {
    if (window.jsQR) return Promise.resolve();
    return new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = reader;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });
  }

  async function finder() {
    if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async () => (await detector.detect(video))[0]?.rawValue;
    }
    await load();
    const canvas = document.createElement("canvas"), paper = canvas.getContext("2d", { willReadFrequently: true });
    return async () => {
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      paper.drawImage(video, 0, 0);
      const picture = paper.getImageData(0, 0, canvas.width, canvas.height);
      return window.jsQR(picture.data, picture.width, picture.height)?.data;
    };
  }

  function stop() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    viewer.hidden = true;
    start.hidden = false;
    start.focus();
  }

  async function look(find) {
    if (!stream) return;
    const found = video.videoWidth ? await find() : "";
    if (found && found.startsWith("MACHINAMI:")) {
      at("code").value = found;
      stop();
      at("code-form").requestSubmit();
      return;
    }
    if (found) said.textContent = "別のQRコードです。申請のQRコードを見せてもらってください。";
    setTimeout(() => look(find), 200);
  }

  start.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      said.textContent = "カメラを使えません。番号を入力してください。";
      viewer.hidden = false;
      return;
    }
    viewer.hidden = false;
    start.hidden = true;
    said.textContent = "QRコードをカメラに近づけてください。";
    video.srcObject = stream;
    await video.play();
    look(await finder());
  });
  at("camera-stop").addEventListener("click", stop);
})();
