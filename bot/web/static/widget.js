/*
 * Dialtone's chat bubble: <script src="https://HOST/widget.js" data-title="Ask us" defer></script>
 *
 * Attributes: data-title, data-greeting, data-color (any CSS colour), data-position (left, right),
 * data-theme (auto, light, dark), data-lang (en, de, ar), data-dir (ltr, rtl), data-jwt-url (where
 * the page's own server gives the signed JWT of who is signed in), data-mode="page" (a whole page).
 * From scripts: dialtone.open(), close(), ask(text), identify(jwt); identify(null) on sign-out.
 *
 * Reads from top to bottom: options, words, looks, browser storage, network, conversation, view.
 * The conversation is the server's; this file shows it and keeps what has not been delivered yet.
 * Nothing here becomes markup unless the server's sanitiser made it (`html` fields), and even that
 * is copied element by element through an allow-list. Everything else is text.
 */
(() => {
  "use strict";

  const script = document.currentScript || document.querySelector('script[src*="/widget.js"]');
  if (!script || window.dialtone?.identify) return;

  // ------------------------------------------------------------------------------- options

  const API = new URL(script.src, location.href).origin;
  const option = script.dataset;
  const PAGE_MODE = option.mode === "page";
  const MAX_QUESTION = 4000;
  const MAX_NOTE = 1000;
  const SILENCE = 45_000; // the server pings every 15 s; three missed pings are a dead connection
  const LONGEST_WAIT = 30_000;
  const TRIES = 5; // at a server that answers with faults; a missing network is waited for

  // --------------------------------------------------------------------------------- words

  const WORDS = {
    en: {
      title: "Platform help",
      greeting: "Hi! What can we help with?",
      promise: "Answers with links, humans at hand",
      open: "Open help",
      unread: "Open help, {n} unread",
      close: "Close help",
      fresh: "Start a new conversation",
      log: "Conversation",
      suggestions: "Often asked",
      placeholder: "Ask in your own words",
      message: "Write a message",
      send: "Send",
      you: "You asked",
      left: "{n} characters left",
      searching: "Searching the docs",
      sources: "Sources",
      source: "Source {n}",
      newTab: "opens in a new tab",
      nearest: "Nearest pages",
      seeAlso: "See also",
      updated: "Updated {age}",
      stale: "may be out of date",
      code: "Code",
      table: "Table",
      copy: "Copy",
      copied: "Copied",
      copyFailed: "Select and copy by hand",
      latest: "Go to the latest",
      helped: "Did this help?",
      yes: "Yes, it helped",
      no: "No, it did not help",
      thanks: "Thank you.",
      sorry: "Thank you for saying so. A human can take it from here.",
      why: "What was missing or wrong? (optional)",
      whyGood: "What helped? (optional)",
      sendWhy: "Send",
      skip: "Skip",
      human: "Talk to a human",
      asking: "Asking for a human",
      asked: "A human has been asked and sees this conversation. Anything you write here reaches them.",
      waitingHuman: "A human has been asked",
      here: "{name} is here",
      someone: "Someone from the team",
      humanTag: "Human",
      emergency: "Emergency",
      confirmTitle: "Is this an emergency?",
      confirmText:
        "This conversation goes to the people on call, ahead of everything else. Right for outages, harm to customers and leaked secrets.",
      confirmNote: "What is happening? (optional)",
      confirmYes: "Yes, alert on-call",
      cancel: "Cancel",
      paging: "Alerting the people on call",
      waiting: "Waiting for the network",
      callWaiting: "Not sent yet: waiting for the network. It goes out by itself. If it cannot wait, phone.",
      offline: "You are offline. What you write is kept and sent when the network is back.",
      back: "The network is back",
      away: "The help service cannot be reached. Trying again.",
      cut: "The answer was cut. Asking again.",
      cutNote: "This answer was cut.",
      stop: "Stop",
      stopThis: "Stop this answer",
      stoppedNote: "Stopped before the answer was finished.",
      next: "Next in line",
      again: "Try again",
      drop: "Remove",
      failed: "That did not work.",
      failedHint: "Nothing is lost. Try again, or talk to a human.",
      signIn: "You could not be signed in. Reload the page, then try again.",
      gone: "The earlier conversation has ended. This is a new one.",
      busy: "Many questions right now. Yours is sent in a moment.",
    },
    de: {
      title: "Plattform-Hilfe",
      greeting: "Hallo! Wobei können wir helfen?",
      promise: "Antworten mit Links, Menschen zur Seite",
      open: "Hilfe öffnen",
      unread: "Hilfe öffnen, {n} ungelesen",
      close: "Hilfe schließen",
      fresh: "Neues Gespräch beginnen",
      log: "Gespräch",
      suggestions: "Oft gefragt",
      placeholder: "Mit eigenen Worten fragen",
      message: "Nachricht schreiben",
      send: "Senden",
      you: "Ihre Frage",
      left: "Noch {n} Zeichen",
      searching: "Die Dokumentation wird durchsucht",
      sources: "Quellen",
      source: "Quelle {n}",
      newTab: "öffnet in neuem Tab",
      nearest: "Nächstliegende Seiten",
      seeAlso: "Siehe auch",
      updated: "Aktualisiert {age}",
      stale: "vielleicht veraltet",
      code: "Code",
      table: "Tabelle",
      copy: "Kopieren",
      copied: "Kopiert",
      copyFailed: "Bitte von Hand kopieren",
      latest: "Zum Neuesten",
      helped: "Hat das geholfen?",
      yes: "Ja, das hat geholfen",
      no: "Nein, das hat nicht geholfen",
      thanks: "Vielen Dank.",
      sorry: "Danke für den Hinweis. Ein Mensch kann hier übernehmen.",
      why: "Was fehlte oder war falsch? (freiwillig)",
      whyGood: "Was hat geholfen? (freiwillig)",
      sendWhy: "Senden",
      skip: "Überspringen",
      human: "Mit einem Menschen sprechen",
      asking: "Ein Mensch wird gerufen",
      asked: "Ein Mensch ist gerufen und sieht dieses Gespräch. Alles, was Sie hier schreiben, kommt dort an.",
      waitingHuman: "Ein Mensch ist gerufen",
      here: "{name} ist da",
      someone: "Jemand aus dem Team",
      humanTag: "Mensch",
      emergency: "Notfall",
      confirmTitle: "Ist das ein Notfall?",
      confirmText:
        "Dieses Gespräch geht vor allem anderen an die Bereitschaft. Richtig bei Ausfällen, Schaden für Kunden und offengelegten Geheimnissen.",
      confirmNote: "Was ist los? (freiwillig)",
      confirmYes: "Ja, Bereitschaft alarmieren",
      cancel: "Abbrechen",
      paging: "Die Bereitschaft wird alarmiert",
      waiting: "Wartet auf das Netz",
      callWaiting: "Noch nicht gesendet: wartet auf das Netz und geht dann von selbst hinaus. Wenn es nicht warten kann, bitte anrufen.",
      offline: "Sie sind offline. Was Sie schreiben, wird aufbewahrt und später gesendet.",
      back: "Das Netz ist wieder da",
      away: "Der Hilfedienst ist nicht erreichbar. Neuer Versuch läuft.",
      cut: "Die Antwort brach ab. Die Frage wird noch einmal gestellt.",
      cutNote: "Diese Antwort brach ab.",
      stop: "Anhalten",
      stopThis: "Diese Antwort anhalten",
      stoppedNote: "Angehalten, bevor die Antwort fertig war.",
      next: "Als Nächstes",
      again: "Noch einmal",
      drop: "Entfernen",
      failed: "Das hat nicht geklappt.",
      failedHint: "Nichts ist verloren. Versuchen Sie es noch einmal, oder sprechen Sie mit einem Menschen.",
      signIn: "Die Anmeldung ist fehlgeschlagen. Bitte die Seite neu laden und noch einmal versuchen.",
      gone: "Das frühere Gespräch ist beendet. Dies ist ein neues.",
      busy: "Gerade kommen viele Fragen. Ihre wird gleich gesendet.",
    },
    ar: {
      title: "مساعدة المنصة",
      greeting: "مرحبًا! كيف يمكننا مساعدتك؟",
      promise: "إجابات بروابطها، وإنسان متى شئت",
      open: "افتح المساعدة",
      unread: "افتح المساعدة، غير مقروء: {n}",
      close: "أغلق المساعدة",
      fresh: "ابدأ محادثة جديدة",
      log: "المحادثة",
      suggestions: "أسئلة شائعة",
      placeholder: "اسأل بكلماتك",
      message: "اكتب رسالة",
      send: "إرسال",
      you: "سؤالك",
      left: "الأحرف المتبقية: {n}",
      searching: "جارٍ البحث في الوثائق",
      sources: "المصادر",
      source: "المصدر {n}",
      newTab: "يفتح في علامة تبويب جديدة",
      nearest: "أقرب الصفحات",
      seeAlso: "انظر أيضًا",
      updated: "حُدِّث {age}",
      stale: "قد يكون قديمًا",
      code: "شيفرة",
      table: "جدول",
      copy: "نسخ",
      copied: "نُسخ",
      copyFailed: "حدِّد النص وانسخه يدويًا",
      latest: "اذهب إلى الأحدث",
      helped: "هل أفادك هذا؟",
      yes: "نعم، أفادني",
      no: "لا، لم يفدني",
      thanks: "شكرًا لك.",
      sorry: "شكرًا على ملاحظتك. يمكن لإنسان أن يتابع معك من هنا.",
      why: "ما الناقص أو الخطأ؟ (اختياري)",
      whyGood: "ما الذي أفادك؟ (اختياري)",
      sendWhy: "إرسال",
      skip: "تخطٍّ",
      human: "تحدَّث إلى إنسان",
      asking: "جارٍ استدعاء إنسان",
      asked: "استُدعي إنسان وهو يرى هذه المحادثة. كل ما تكتبه هنا يصل إليه.",
      waitingHuman: "استُدعي إنسان",
      here: "{name} معك الآن",
      someone: "أحد أفراد الفريق",
      humanTag: "إنسان",
      emergency: "طوارئ",
      confirmTitle: "هل هذه حالة طارئة؟",
      confirmText: "تذهب هذه المحادثة إلى المناوبين قبل كل شيء آخر. مناسب للأعطال الكبيرة وتضرر العملاء وتسرب الأسرار.",
      confirmNote: "ماذا يحدث؟ (اختياري)",
      confirmYes: "نعم، نبِّه المناوبين",
      cancel: "إلغاء",
      paging: "جارٍ تنبيه المناوبين",
      waiting: "في انتظار الشبكة",
      callWaiting: "لم يُرسل بعد: في انتظار الشبكة، وسيُرسل تلقائيًا. إن كان الأمر لا ينتظر فاتصل هاتفيًا.",
      offline: "أنت غير متصل. ما تكتبه محفوظ ويُرسل عند عودة الشبكة.",
      back: "عادت الشبكة",
      away: "تعذَّر الوصول إلى خدمة المساعدة. نحاول مجددًا.",
      cut: "انقطعت الإجابة. نسأل من جديد.",
      cutNote: "انقطعت هذه الإجابة.",
      stop: "إيقاف",
      stopThis: "أوقف هذه الإجابة",
      stoppedNote: "أُوقفت الإجابة قبل اكتمالها.",
      next: "التالي في الدور",
      again: "حاول مجددًا",
      drop: "إزالة",
      failed: "لم ينجح ذلك.",
      failedHint: "لم يضع شيء. حاول مجددًا أو تحدَّث إلى إنسان.",
      signIn: "تعذَّر تسجيل دخولك. أعد تحميل الصفحة ثم حاول مجددًا.",
      gone: "انتهت المحادثة السابقة. هذه محادثة جديدة.",
      busy: "الأسئلة كثيرة الآن. سيُرسل سؤالك بعد لحظة.",
    },
  };

  /* What stands around an answer, for who asks in a language that the frame does not speak. */
  const AROUND = {
    fr: {
      helped: "Cela vous a-t-il aidé ?",
      yes: "Oui, cela m'a aidé",
      no: "Non, cela ne m'a pas aidé",
      thanks: "Merci.",
      sorry: "Merci de l'avoir signalé. Un humain peut prendre le relais.",
      why: "Que manquait-il, ou qu'est-ce qui était faux ? (facultatif)",
      whyGood: "Qu'est-ce qui vous a aidé ? (facultatif)",
      sendWhy: "Envoyer",
      skip: "Passer",
      human: "Parler à un humain",
      again: "Réessayer",
      sources: "Sources",
      nearest: "Pages les plus proches",
      seeAlso: "Voir aussi",
      stoppedNote: "Arrêté avant la fin de la réponse.",
    },
    es: {
      helped: "¿Le ha servido?",
      yes: "Sí, me ha servido",
      no: "No, no me ha servido",
      thanks: "Gracias.",
      sorry: "Gracias por decirlo. Una persona puede seguir desde aquí.",
      why: "¿Qué faltaba o estaba mal? (opcional)",
      whyGood: "¿Qué le ha servido? (opcional)",
      sendWhy: "Enviar",
      skip: "Omitir",
      human: "Hablar con una persona",
      again: "Intentar de nuevo",
      sources: "Fuentes",
      nearest: "Páginas más cercanas",
      seeAlso: "Véase también",
      stoppedNote: "Detenido antes de terminar la respuesta.",
    },
    pt: {
      helped: "Isto ajudou?",
      yes: "Sim, ajudou",
      no: "Não, não ajudou",
      thanks: "Obrigado.",
      sorry: "Obrigado por avisar. Uma pessoa pode continuar daqui.",
      why: "O que faltou ou estava errado? (opcional)",
      whyGood: "O que ajudou? (opcional)",
      sendWhy: "Enviar",
      skip: "Pular",
      human: "Falar com uma pessoa",
      again: "Tentar de novo",
      sources: "Fontes",
      nearest: "Páginas mais próximas",
      seeAlso: "Veja também",
      stoppedNote: "Interrompido antes do fim da resposta.",
    },
    it: {
      helped: "È stato utile?",
      yes: "Sì, è stato utile",
      no: "No, non è stato utile",
      thanks: "Grazie.",
      sorry: "Grazie per averlo detto. Una persona può proseguire da qui.",
      why: "Che cosa mancava o era sbagliato? (facoltativo)",
      whyGood: "Che cosa è stato utile? (facoltativo)",
      sendWhy: "Invia",
      skip: "Salta",
      human: "Parlare con una persona",
      again: "Riprova",
      sources: "Fonti",
      nearest: "Pagine più vicine",
      seeAlso: "Vedi anche",
      stoppedNote: "Interrotto prima della fine della risposta.",
    },
    nl: {
      helped: "Heeft dit geholpen?",
      yes: "Ja, dit heeft geholpen",
      no: "Nee, dit heeft niet geholpen",
      thanks: "Dank u wel.",
      sorry: "Dank u voor het melden. Een mens kan het hier overnemen.",
      why: "Wat ontbrak er of was er fout? (niet verplicht)",
      whyGood: "Wat heeft geholpen? (niet verplicht)",
      sendWhy: "Versturen",
      skip: "Overslaan",
      human: "Met een mens spreken",
      again: "Opnieuw proberen",
      sources: "Bronnen",
      nearest: "Dichtstbijzijnde pagina's",
      seeAlso: "Zie ook",
      stoppedNote: "Gestopt voordat het antwoord klaar was.",
    },
    pl: {
      helped: "Czy to pomogło?",
      yes: "Tak, pomogło",
      no: "Nie, nie pomogło",
      thanks: "Dziękujemy.",
      sorry: "Dziękujemy za informację. Od tego miejsca może pomóc człowiek.",
      why: "Czego brakowało lub co było nie tak? (opcjonalnie)",
      whyGood: "Co pomogło? (opcjonalnie)",
      sendWhy: "Wyślij",
      skip: "Pomiń",
      human: "Porozmawiaj z człowiekiem",
      again: "Spróbuj ponownie",
      sources: "Źródła",
      nearest: "Najbliższe strony",
      seeAlso: "Zobacz też",
      stoppedNote: "Zatrzymano przed końcem odpowiedzi.",
    },
    ja: {
      helped: "役に立ちましたか？",
      yes: "はい、役に立ちました",
      no: "いいえ、役に立ちませんでした",
      thanks: "ありがとうございます。",
      sorry: "お知らせいただきありがとうございます。ここからは担当者が対応できます。",
      why: "足りなかった点や間違いは何ですか？（任意）",
      whyGood: "役に立った点は何ですか？（任意）",
      sendWhy: "送信",
      skip: "スキップ",
      human: "担当者と話す",
      again: "もう一度試す",
      sources: "情報源",
      nearest: "近い内容のページ",
      seeAlso: "関連ページ",
      stoppedNote: "回答の途中で停止しました。",
    },
    zh: {
      helped: "这有帮助吗？",
      yes: "是，有帮助",
      no: "否，没有帮助",
      thanks: "谢谢。",
      sorry: "感谢您的反馈。接下来可以由人工协助您。",
      why: "缺少什么，或哪里有误？（选填）",
      whyGood: "哪些内容有帮助？（选填）",
      sendWhy: "发送",
      skip: "跳过",
      human: "联系人工",
      again: "重试",
      sources: "来源",
      nearest: "最相近的页面",
      seeAlso: "另请参阅",
      stoppedNote: "回答尚未完成，已停止。",
    },
  };

  const asked = option.lang || document.documentElement.lang || navigator.language || "en";
  const LANG = WORDS[asked.slice(0, 2).toLowerCase()] ? asked : "en";
  const DIR = option.dir || pageDirection();

  function pageDirection() {
    if (document.documentElement.dir) return document.documentElement.dir;
    return /^(ar|fa|he|ur)\b/i.test(LANG) ? "rtl" : "ltr";
  }

  function say(name, values = {}) {
    const words = WORDS[LANG.slice(0, 2).toLowerCase()];
    return (words[name] ?? WORDS.en[name]).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  }

  /** The same around an answer: in the language of its asker, where we speak that. */
  const sayOf = (message, name) => (AROUND[message.language] ?? WORDS[message.language])?.[name] ?? say(name);

  /** How long ago, in the reader's language; the server's words where it gave no date. */
  function age(source) {
    const days = Math.floor((Date.now() - Date.parse(source.updated_at)) / 86_400_000);
    if (!(days >= 0)) return source.age || "";
    const sizes = [["year", 365], ["month", 30], ["week", 7], ["day", 1]];
    const [unit, size] = sizes.find(([, size]) => days >= size) || ["day", 1];
    const words = new Intl.RelativeTimeFormat(LANG, { numeric: "auto" });
    return words.format(-Math.floor(days / size), unit);
  }

  const clock = (moment) =>
    new Intl.DateTimeFormat(LANG, { hour: "2-digit", minute: "2-digit" }).format(new Date(moment));

  // --------------------------------------------------------------------------------- looks

  /* Lengths are px: a host page that sets its root font to 10 px must not shrink us. */
  const CSS = `
:host {
  all: initial !important; display: block !important; position: fixed !important;
  z-index: 2147483000 !important; inset: auto !important; width: 0 !important; height: 0 !important;
}
:host([data-page]) { position: static !important; width: auto !important; height: auto !important; z-index: auto !important; }
[hidden] { display: none !important; }
*, ::before, ::after { box-sizing: border-box; }
.root {
  --bg: #fff; --raised: #f5f6f8; --line: #dfe3e9; --edge: #7b8494; --text: #171a20; --muted: #566070;
  --danger: #b3261e; --danger-soft: #fdf1f0; --good: #11694a; --good-soft: #eaf6f0;
  --warn: #7a4d00; --warn-soft: #fff6e2; --shade: rgb(20 24 32 / .42);
  --shadow: 0 1px 2px rgb(16 24 40 / .08), 0 12px 40px rgb(16 24 40 / .20);
  color-scheme: light; color: var(--text); font: 400 15px/1.55 -apple-system, BlinkMacSystemFont,
    "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, system-ui, sans-serif;
  text-align: start; -webkit-font-smoothing: antialiased; -webkit-text-size-adjust: 100%;
}
DARK {
  --bg: #16191f; --raised: #20242c; --line: #343b47; --edge: #808a9a; --text: #eceff4; --muted: #a6afbd;
  --danger: #ffa198; --danger-soft: #331d1d; --good: #7bdcb0; --good-soft: #16302a;
  --warn: #f3c66b; --warn-soft: #312814; --shade: rgb(0 0 0 / .6);
  --shadow: 0 1px 2px rgb(0 0 0 / .4), 0 12px 44px rgb(0 0 0 / .6);
  color-scheme: dark;
}
button, textarea { font: inherit; color: inherit; margin: 0; letter-spacing: inherit; }
button { cursor: pointer; border: 0; background: none; padding: 0; -webkit-tap-highlight-color: transparent; touch-action: manipulation; }
button:disabled { cursor: default; }
svg { display: block; width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; flex: none; }
h2, h3, p, ol, ul, dl, dd, blockquote, pre, figure { margin: 0; padding: 0; }
a { color: var(--link); text-underline-offset: 2px; text-decoration-thickness: 1px; }
:focus { outline: none; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.launcher {
  position: fixed; bottom: calc(20px + env(safe-area-inset-bottom)); right: calc(20px + env(safe-area-inset-right));
  width: 56px; height: 56px; border-radius: 28px; display: grid; place-items: center; background: var(--fill); color: var(--on-fill);
  border: 1px solid transparent; box-shadow: 0 1px 3px rgb(16 24 40 / .25), 0 8px 24px rgb(16 24 40 / .22); transition: transform .15s ease, box-shadow .15s ease;
}
.launcher svg { width: 26px; height: 26px; }
.launcher:focus-visible { outline: 3px solid var(--link); outline-offset: 3px; box-shadow: 0 0 0 3px var(--bg); }
.badge {
  position: absolute; inset-block-start: -4px; inset-inline-end: -4px; min-width: 22px; height: 22px; padding: 0 6px; border-radius: 11px;
  background: #b3261e; color: #fff; font-size: 12.5px; line-height: 22px; font-weight: 700; text-align: center; box-shadow: 0 0 0 2px var(--bg);
}
.left .launcher, .left .panel { right: auto; left: calc(20px + env(safe-area-inset-left)); }

.panel {
  position: fixed; right: calc(20px + env(safe-area-inset-right)); bottom: calc(90px + env(safe-area-inset-bottom));
  width: 408px; max-width: calc(100vw - 40px); height: min(700px, calc(100vh - 112px)); height: min(700px, calc(100dvh - 112px));
  display: flex; flex-direction: column; overflow: hidden; background: var(--bg); border: 1px solid var(--line); border-radius: 18px;
  box-shadow: var(--shadow); animation: rise .18s cubic-bezier(.2, .7, .2, 1); transform-origin: bottom right;
}
.left .panel { transform-origin: bottom left; }
@keyframes rise { from { opacity: 0; transform: translateY(10px) scale(.985); } }
@keyframes appear { from { opacity: 0; transform: translateY(3px); } }

.head { display: flex; align-items: center; gap: 11px; padding: 13px 12px 13px 16px; border-block-end: 1px solid var(--line); }
[dir=rtl] .head { padding: 13px 16px 13px 12px; }
.mark { width: 36px; height: 36px; border-radius: 12px; display: grid; place-items: center; background: var(--fill); color: var(--on-fill); flex: none; border: 1px solid transparent; }
.names { flex: 1; min-width: 0; }
.names h1, .names h2 { margin: 0; font-size: 15.5px; line-height: 1.3; font-weight: 650; letter-spacing: -.005em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.presence { font-size: 12.5px; line-height: 1.35; color: var(--muted); display: flex; align-items: center; gap: 6px; }
.presence span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.presence::before { content: ""; width: 8px; height: 8px; border-radius: 50%; flex: none; background: var(--dot); }
.presence:not([data-dot])::before { display: none; }
.presence[data-dot=here] { --dot: var(--good); color: var(--good); font-weight: 600; }
.presence[data-dot=asked] { --dot: var(--warn); }
.tool { width: 36px; height: 36px; border-radius: 10px; display: grid; place-items: center; color: var(--muted); flex: none; }

.scroll { position: relative; flex: 1; min-height: 0; overflow: hidden auto; overscroll-behavior: contain; padding: 18px 16px 14px; scrollbar-width: thin; scrollbar-color: var(--line) transparent; }
.scroll:focus-visible { outline-offset: -3px; border-radius: 6px; }
.hello { margin-block-end: 18px; }
.greeting { font-size: 20px; line-height: 1.3; font-weight: 650; letter-spacing: -.012em; text-wrap: balance; }
.hello.brief { margin-block-end: 14px; }
.brief .greeting { font-size: 15px; font-weight: 400; line-height: 1.5; letter-spacing: 0; }
.label { font-size: 12px; line-height: 1.4; font-weight: 650; color: var(--muted); margin-block: 0 7px; }
.suggestions { margin-block-start: 20px; }
.suggestions ul { list-style: none; display: grid; gap: 8px; }
.suggestion {
  width: 100%; text-align: start; display: flex; align-items: center; gap: 10px; padding: 10px 13px; min-height: 44px; border: 1px solid var(--line);
  border-radius: 12px; background: var(--bg); font-size: 14px; line-height: 1.4; transition: border-color .12s, background .12s;
}
.suggestion span { flex: 1; }
.suggestion svg { width: 16px; height: 16px; color: var(--muted); }
[dir=rtl] .flip { transform: scaleX(-1); }

.turn { margin-block-start: 18px; }
.turn:first-child { margin-block-start: 0; }
.queue:not(:empty), .live:not([hidden]), .notice { margin-block-start: 18px; }
.mine { display: flex; flex-direction: column; align-items: flex-end; }
.mine .say { max-width: 88%; padding: 9px 14px; border-radius: 16px; border-end-end-radius: 5px; background: var(--fill); color: var(--on-fill); white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid transparent; }
.mine.pending .say { opacity: .82; }
.meta { font-size: 12.5px; line-height: 1.4; color: var(--muted); margin-block-start: 5px; display: flex; align-items: center; gap: 6px; }
.meta svg { width: 14px; height: 14px; }
.theirs { min-width: 0; }
.byline { display: flex; align-items: center; gap: 8px; font-size: 13px; line-height: 1.4; margin-block-end: 6px; }
.byline b { font-weight: 650; }
.byline time { color: var(--muted); font-size: 12.5px; }
.face { width: 26px; height: 26px; border-radius: 50%; display: grid; place-items: center; background: var(--good); color: var(--bg); font-size: 12px; font-weight: 700; flex: none; border: 1px solid transparent; }
.tag { font-size: 11.5px; line-height: 1.5; font-weight: 650; padding: 0 7px; border-radius: 8px; background: var(--good-soft); color: var(--good); }
.human .body { background: var(--good-soft); padding: 10px 14px; border-radius: 16px; border-start-start-radius: 5px; width: fit-content; max-width: 100%; border: 1px solid transparent; }
.system { text-align: center; font-size: 13px; line-height: 1.45; color: var(--muted); padding: 0 14px; text-wrap: balance; }
.cutoff .body { opacity: .7; }

.body { overflow-wrap: anywhere; }
.body > * + *, .part > * + *, .part + .part, .body li > * + *, .body td > * + *, .body blockquote > * + *, .body dd > * + * { margin-block-start: 10px; }
.body :is(h2, h3) { font-size: 15px; font-weight: 650; line-height: 1.4; }
.body > * + :is(h2, h3), .part > * + :is(h2, h3) { margin-block-start: 16px; }
.body ul, .body ol { padding-inline-start: 22px; }
.body ul { list-style: disc; } .body ol { list-style: decimal; }
.body li + li { margin-block-start: 5px; }
.body li::marker { color: var(--muted); }
.body li > ul, .body li > ol { margin-block-start: 5px; }
.body blockquote { border-inline-start: 3px solid var(--line); padding-inline-start: 12px; color: var(--muted); }
.body hr { border: 0; border-block-start: 1px solid var(--line); }
.body dt { font-weight: 650; } .body dd { margin-inline-start: 16px; }
.body strong, .body b { font-weight: 650; }
.body code, .body kbd, .body samp { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
.body :not(pre) > code, .body kbd { background: var(--raised); border: 1px solid var(--line); border-radius: 5px; padding: 1px 5px; overflow-wrap: anywhere; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
.human .body :not(pre) > code { background: var(--bg); }
.codeblock { position: relative; border: 1px solid var(--line); border-radius: 12px; background: var(--raised); overflow: hidden; }
.codebar { display: flex; align-items: center; justify-content: space-between; padding: 4px 5px 4px 14px; border-block-end: 1px solid var(--line); font-size: 12px; color: var(--muted); min-height: 34px; direction: ltr; }
.codeblock pre { overflow: auto; padding: 11px 14px; line-height: 1.5; font-size: 13px; direction: ltr; text-align: left; tab-size: 4; scrollbar-width: thin; max-height: 380px; }
.codeblock pre code { display: block; width: max-content; white-space: pre; }
.codebar .cite { margin-inline-start: 8px; background: var(--bg); }
.sheet + .only { margin-block-start: 6px; }
.codeblock pre:focus-visible, .sheet:focus-visible { outline-offset: -2px; border-radius: 10px; }
.copy { display: inline-flex; align-items: center; gap: 5px; height: 26px; padding: 0 9px; border-radius: 8px; font-size: 12.5px; color: var(--text); }
.copy svg { width: 14px; height: 14px; }
.sheet { overflow-x: auto; border: 1px solid var(--line); border-radius: 12px; scrollbar-width: thin; }
.sheet table { border-collapse: collapse; width: 100%; font-size: 13.5px; line-height: 1.45; }
.sheet th, .sheet td { padding: 8px 12px; text-align: start; vertical-align: top; min-width: 84px; overflow-wrap: break-word; }
.sheet .at-right { text-align: end; } .sheet .at-center { text-align: center; }
.sheet th { background: var(--raised); font-weight: 650; }
.sheet tr + tr > *, tbody tr > * { border-block-start: 1px solid var(--line); }
.cite {
  display: inline-block; min-width: 19px; padding: 0 5px; margin-inline: 2px 1px; border-radius: 7px; border: 1px solid var(--line); background: var(--raised); color: var(--link);
  font-size: 11.5px; line-height: 17px; font-weight: 650; text-align: center; text-decoration: none; vertical-align: 1.5px; direction: ltr;
}
.part { animation: appear .22s ease-out; }

.status { display: flex; align-items: center; gap: 10px; color: var(--muted); font-size: 14px; min-height: 24px; }
.part + .status, .body:not(:empty) + .status { margin-block-start: 10px; }
.status .stop { margin-inline-start: auto; min-height: 28px; padding: 2px 10px 2px 7px; font-size: 12.5px; animation: fade .2s .6s backwards; } /* most answers are there before that */
.dots { display: inline-flex; gap: 4px; }
.dots i { width: 6px; height: 6px; border-radius: 50%; background: var(--link); animation: breathe 1.5s ease-in-out infinite; }
.dots i:nth-child(2) { animation-delay: .2s; } .dots i:nth-child(3) { animation-delay: .4s; }
@keyframes breathe { 0%, 70%, 100% { opacity: .25; } 35% { opacity: 1; } }

.sources { margin-block-start: 14px; }
.sources ol, .sources ul { list-style: none; display: grid; gap: 2px; margin-inline: -8px; }
.origin { display: flex; gap: 10px; padding: 6px 8px; border-radius: 10px; text-decoration: none; color: inherit; font-size: 13.5px; line-height: 1.4; }
.number { min-width: 21px; height: 20px; padding: 0 4px; border-radius: 7px; border: 1px solid var(--line); background: var(--raised); color: var(--link); font-size: 11.5px; line-height: 18px; font-weight: 650; text-align: center; flex: none; }
.number svg { width: 13px; height: 18px; margin: auto; }
.what { min-width: 0; overflow-wrap: anywhere; }
a.origin .where { color: var(--link); font-weight: 500; }
.heading { color: var(--muted); }
.aged { display: block; color: var(--muted); font-size: 12.5px; }
.aged.stale { color: var(--warn); }

.feedback { margin-block-start: 12px; display: flex; flex-wrap: wrap; align-items: center; gap: 2px 4px; font-size: 13px; color: var(--muted); }
.feedback > span { margin-inline-end: 4px; } .feedback.sorry > span { flex-basis: 100%; }
.thumb { width: 32px; height: 32px; border-radius: 9px; display: grid; place-items: center; color: var(--muted); }
.thumb svg { width: 17px; height: 17px; }
.thumb[aria-pressed=true] { color: var(--link); background: var(--raised); }
.thumb[aria-pressed=true] svg { fill: currentColor; fill-opacity: .18; }
.why { flex-basis: 100%; display: grid; gap: 8px; margin-block-start: 8px; padding: 12px; border: 1px solid var(--line); border-radius: 12px; background: var(--raised); }
.why label { display: grid; gap: 6px; color: var(--text); font-size: 13px; }
.row { display: flex; flex-wrap: wrap; gap: 8px; }
.field { width: 100%; min-height: 58px; resize: vertical; padding: 8px 11px; border: 1px solid var(--edge); border-radius: 10px; background: var(--bg); color: var(--text); font-size: 14px; line-height: 1.45; }
.field:focus-visible { outline-offset: 0; }
.button { display: inline-flex; align-items: center; justify-content: center; gap: 7px; min-height: 34px; padding: 6px 13px; border: 1px solid var(--line); border-radius: 10px; background: var(--bg); color: var(--text); font-size: 13.5px; line-height: 1.35; font-weight: 550; }
.button svg { width: 16px; height: 16px; }
.button.main { background: var(--fill); color: var(--on-fill); border-color: transparent; }
.button.danger { background: #b3261e; color: #fff; border-color: transparent; }
.why .button { background: var(--bg); } .why .button.main { background: var(--fill); }
.offer { margin-block-start: 12px; }

.card { border: 1px solid var(--line); border-radius: 12px; background: var(--raised); padding: 12px 14px; font-size: 14px; line-height: 1.5; }
.card p + p { color: var(--muted); margin-block-start: 2px; }
.card .row { margin-block-start: 10px; }
.mine + .card, .card + .turn { margin-block-start: 8px; }
.notice { text-align: center; font-size: 13px; color: var(--muted); text-wrap: balance; }

.foot { position: relative; padding: 10px 12px calc(12px + env(safe-area-inset-bottom)); border-block-start: 1px solid var(--line); background: var(--bg); }
.banner { display: flex; align-items: center; gap: 9px; margin: -10px -12px 10px; padding: 8px 16px; background: var(--warn-soft); color: var(--warn); font-size: 13px; line-height: 1.4; }
.banner svg { width: 16px; height: 16px; }
.composer { display: flex; align-items: flex-end; gap: 6px; border: 1px solid var(--edge); border-radius: 16px; padding: 4px 4px 4px 6px; background: var(--bg); }
[dir=rtl] .composer { padding: 4px 6px 4px 4px; }
.composer:focus-within { border-color: var(--link); box-shadow: inset 0 0 0 1px var(--link); }
.composer textarea { flex: 1; min-width: 0; border: 0; background: none; outline: none; resize: none; padding: 6px 8px; height: 36px; max-height: 148px; line-height: 24px; overflow: hidden auto; scrollbar-width: thin; font-size: 15px; }
.composer textarea::placeholder { color: var(--muted); opacity: 1; }
.send { width: 36px; height: 36px; border-radius: 12px; display: grid; place-items: center; background: var(--fill); color: var(--on-fill); flex: none; border: 1px solid transparent; transition: opacity .12s; }
.send[aria-disabled=true] { background: var(--raised); color: var(--muted); cursor: default; }
.count { text-align: end; font-size: 12px; color: var(--muted); padding: 4px 4px 0; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin-block-start: 8px; }
.action { flex: 1 1 auto; display: inline-flex; align-items: center; justify-content: center; gap: 7px; min-height: 36px; padding: 5px 10px; border: 1px solid var(--line); border-radius: 11px; font-size: 13px; line-height: 1.3; font-weight: 550; color: var(--text); }
.action svg { width: 17px; height: 17px; }
.action.emergency { color: var(--danger); }
.jump { position: absolute; bottom: calc(100% + 12px); inset-inline-end: 16px; width: 36px; height: 36px; border-radius: 50%; display: grid; place-items: center; border: 1px solid var(--line); background: var(--bg); box-shadow: 0 4px 14px rgb(16 24 40 / .18); }

.veil { position: absolute; inset: 0; display: grid; align-items: end; padding: 12px; background: var(--shade); animation: fade .14s; overflow: auto; }
@keyframes fade { from { opacity: 0; } }
.confirm { width: 100%; max-width: 440px; justify-self: center; padding: 20px 18px 18px; border-radius: 16px; background: var(--bg); border: 1px solid var(--line); box-shadow: var(--shadow); animation: rise .18s cubic-bezier(.2, .7, .2, 1); }
.confirm h3 { display: flex; align-items: center; gap: 9px; font-size: 17px; line-height: 1.35; font-weight: 650; }
.confirm h3 svg { color: var(--danger); width: 22px; height: 22px; }
.confirm p { margin-block: 8px 14px; font-size: 14px; color: var(--muted); }
.confirm label { display: block; font-size: 13px; margin-block-end: 5px; }
.confirm .row { margin-block-start: 14px; justify-content: flex-end; }
.confirm .button { min-height: 42px; padding-inline: 16px; font-size: 14px; }

@media (hover: hover) { /* a touch would leave its hover behind */
  a:hover { text-decoration-thickness: 2px; }
  .launcher:hover { transform: translateY(-1px) scale(1.03); }
  .tool:hover { background: var(--raised); color: var(--text); }
  .suggestion:hover { border-color: var(--link); background: var(--raised); }
  .copy:hover { background: var(--bg); }
  .cite:hover { border-color: var(--link); }
  a.origin:hover { background: var(--raised); }
  a.origin:hover .where { text-decoration: underline; }
  .thumb:hover { background: var(--raised); color: var(--text); }
  .button:hover { background: var(--raised); border-color: var(--edge); }
  .button.main:hover, .why .button.main:hover { background: var(--fill); border-color: transparent; filter: brightness(1.08); }
  .button.danger:hover { background: #97201a; }
  .action:hover { background: var(--raised); }
  .action.emergency:hover { background: var(--danger-soft); }
  .jump:hover { background: var(--raised); }
}
@media (max-width: 479.98px), (max-height: 460px) and (pointer: coarse) {
  .panel, .left .panel {
    inset: auto; top: var(--view-top, 0); left: 0; right: 0; width: auto; max-width: none; height: 100vh; height: var(--view-height, 100dvh);
    border: 0; border-radius: 0; padding: env(safe-area-inset-top) env(safe-area-inset-right) 0 env(safe-area-inset-left);
  }
  .is-open .launcher { display: none; }
  .composer textarea { font-size: 16px; } /* below 16 px, iOS zooms into the field */
}
@media (pointer: coarse) {
  .tool, .thumb, .send { width: 44px; height: 44px; }
  .composer textarea { height: 44px; padding-block: 10px; }
  .copy { height: 44px; padding-inline: 12px; } .codebar { padding-block: 0; }
  .action, .button, .status .stop { min-height: 44px; } .jump { width: 44px; height: 44px; } .origin { padding-block: 9px; min-height: 44px; }
}
.paged .panel { position: relative; inset: auto; width: 100%; max-width: none; height: 100vh; height: 100dvh; border: 0; border-radius: 0; box-shadow: none; animation: none; }
.paged .panel > * { padding-inline: max(16px, calc(50vw - 380px)) !important; }
.paged .panel > .veil { padding-inline: 12px !important; align-items: center; }
.paged .banner { margin-inline: 0; border-radius: 10px; }
.paged .scroll { padding-block: 32px; } .paged .hello:not(.brief) .greeting { font-size: 26px; }
.paged .mine .say { max-width: 75%; } .paged .action { flex: 0 1 auto; padding-inline: 14px; }
@media (max-width: 359.98px) { .presence:not([data-dot]) { display: none; } }
@media (prefers-reduced-motion: reduce) {
  *, ::before, ::after { animation: none !important; transition: none !important; scroll-behavior: auto !important; }
  .dots i { opacity: .7; }
}
@media (forced-colors: active) {
  .panel, .launcher, .send, .mark, .say, .human .body, .button, .action, .face, .badge { border: 1px solid ButtonText !important; }
  .thumb[aria-pressed=true] { outline: 2px solid Highlight; }
  .dots i, .presence span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.presence::before { background: CanvasText; forced-color-adjust: none; }
}
@media print { .root:not(.paged) { display: none; } }
`;

  const DARK = ".root[data-theme=dark]";

  /** The rules under `selector` in dark mode, whether asked for or taken from the system. */
  const inDark = (rules) =>
    `${DARK} {${rules}} @media (prefers-color-scheme: dark) { .root[data-theme=auto] {${rules}} }`;

  function styles() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS.replace(/^DARK \{([^}]*)\}/m, (_, rules) => inDark(rules)));
    return sheet;
  }

  /** The host page's colour, moved until it can be read on our surfaces (WCAG 2.2 AA). */
  function palette(accent) {
    const sheet = new CSSStyleSheet();
    const rules = (surface, goal, least) => {
      // A fill carries words or a sign of its own, so it only has to stand out a little.
      const fill = until(accent, surface, goal, 1.3);
      const onFill = contrast(fill, [255, 255, 255]) >= 4.5 ? "#fff" : "#0d1117";
      return `--fill: ${css(fill)}; --on-fill: ${onFill}; --link: ${css(until(accent, surface, goal, least))};`;
    };
    const light = rules([245, 246, 248], [0, 0, 0], 4.6);
    sheet.replaceSync(`.root {${light}} ${inDark(rules([32, 36, 44], [255, 255, 255], 6))}`);
    return sheet;
  }

  const css = (color) => `rgb(${color.map(Math.round).join(" ")})`;

  function luminance(color) {
    const [r, g, b] = color.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  function until(color, surface, goal, least) {
    for (let share = 0; share <= 1; share += 0.04) {
      const mixed = color.map((part, index) => part + (goal[index] - part) * share);
      if (contrast(mixed, surface) >= least) return mixed;
    }
    return goal;
  }

  /** Any CSS colour as [r, g, b]; our own where the page's cannot be read. */
  function readColor(text) {
    const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    probe.fillStyle = "#0b6570";
    if (text && CSS_COLOR(text)) probe.fillStyle = text;
    probe.fillRect(0, 0, 1, 1);
    return [...probe.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  }

  const CSS_COLOR = (text) => window.CSS.supports("color", text);

  const ICONS = {
    chat: "M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3.5 20.5 5 15.6A8.4 8.4 0 1 1 21 11.5ZM9 11.5h.01M12.6 11.5h.01M16.2 11.5h.01",
    down: "m6 9.5 6 6 6-6",
    tone: "M4 12h1.6M8.2 8.5v7M12 5v14M15.8 8.5v7M18.4 12H20",
    close: "m6.5 6.5 11 11m0-11-11 11",
    fresh: "M12 20h8M16.2 4.4a2 2 0 0 1 2.9 2.8L8 18.3 4 19.5l1.2-4Z",
    send: "M12 19V5.5M6 11l6-6 6 6",
    human: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5a7.5 7.5 0 0 1 15 0",
    alarm: "M12 9v4.5m0 3.3v.1M10.3 4.2 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4.2a2 2 0 0 0-3.4 0Z",
    up: "M7 10.5v9.5H4.5A1.5 1.5 0 0 1 3 18.5V12a1.5 1.5 0 0 1 1.5-1.5Zm0 0L11 3a2.6 2.6 0 0 1 2.6 2.6V9.5h5a2 2 0 0 1 2 2.3l-1.1 6.5a2 2 0 0 1-2 1.7H7",
    bad: "M17 13.5V4h2.5A1.5 1.5 0 0 1 21 5.5v6.5a1.5 1.5 0 0 1-1.5 1.5Zm0 0L13 21a2.6 2.6 0 0 1-2.6-2.6v-3.9h-5a2 2 0 0 1-2-2.3l1.1-6.5a2 2 0 0 1 2-1.7H17",
    copy: "M9 9h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1ZM4 15V4a1 1 0 0 1 1-1h11",
    done: "m5 12.5 4.5 4.5L19 7.5",
    clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7.5V12l3 2",
    cloud: "M3 3l18 18M8 7.3A6 6 0 0 1 17.6 11 4.5 4.5 0 0 1 20.4 17.6M5.5 10.5A5 5 0 0 0 7.5 19h9",
    page: "M14 3H7a1.5 1.5 0 0 0-1.5 1.5v15A1.5 1.5 0 0 0 7 21h10a1.5 1.5 0 0 0 1.5-1.5V7.5ZM14 3v4.5h4.5",
    go: "M9 6l6 6-6 6",
    stop: "M6 6h12v12H6Z",
  };

  // ------------------------------------------------------------------------------- storage

  const random = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID needs https
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  /** One JSON value in a browser storage; in memory where the page may not store. */
  function shelf(area, name) {
    let memory = "{}";
    const open = () => { try { return window[area]; } catch { return null; } };
    const read = () => {
      try { return JSON.parse(open()?.getItem(name) ?? memory) || {}; } catch { return JSON.parse(memory); }
    };
    const write = (value) => {
      memory = JSON.stringify(value);
      try { open()?.setItem(name, memory); } catch { /* full or forbidden: memory has it */ }
    };
    return { name, read, write, merge: (change) => write({ ...read(), ...change }) };
  }

  /* Shared by the tabs of one page origin: who is asking, which conversation, what is undelivered. */
  const shared = shelf("localStorage", `dialtone:${API}`);
  /* This tab's own: whether the bubble is open, and the words not sent yet. */
  const own = shelf("sessionStorage", `dialtone:${API}`);

  /** What has not been delivered: questions, calls for a human, feedback. Oldest first. */
  const outbox = {
    all: () => shared.read().outbox || [],
    find: (key) => outbox.all().find((item) => item.key === key),
    put(item) {
      const rest = outbox.all().filter((other) => other.key !== item.key);
      shared.merge({ outbox: [...rest, item] });
      changed();
    },
    update(key, change) {
      const items = outbox.all().map((item) => (item.key === key ? { ...item, ...change } : item));
      shared.merge({ outbox: items });
      changed();
    },
    drop(key) {
      shared.merge({ outbox: outbox.all().filter((item) => item.key !== key) });
      changed();
    },
  };

  /* Web locks let one tab of many do a thing; without them (plain http) every tab does, which the
     idempotency keys and event ids make harmless. */
  const alone = (name, task, signal) =>
    navigator.locks ? navigator.locks.request(`dialtone:${API}:${name}`, { signal }, task) : task();

  // ------------------------------------------------------------------------------- network

  /** A request that did not work. Status 0: no network. `cut`: the stream ended too early. */
  class Problem extends Error {
    constructor(status, body = {}, wait = 0) {
      super(body.detail || body.title || "");
      Object.assign(this, { status, wait, remedy: body.remedy || "", cut: false });
    }
  }

  const cutShort = () => Object.assign(new Problem(0), { cut: true });

  async function call(method, path, { body, key, after, stream, token, signal } = {}) {
    const headers = { Accept: stream ? "text/event-stream" : "application/json" };
    if (body) headers["Content-Type"] = "application/json";
    if (token) headers.Authorization = `Bearer ${token}`;
    if (key) headers["Idempotency-Key"] = key;
    if (after !== undefined) headers["Last-Event-ID"] = String(after);
    const timer = new AbortController();
    const limit = setTimeout(() => timer.abort(), LONGEST_WAIT);
    const either = signal ? AbortSignal.any([signal, timer.signal]) : timer.signal;
    let response;
    try {
      const request = { method, headers, body: body && JSON.stringify(body), signal: either };
      response = await fetch(`${API}/api/v1${path}`, { ...request, credentials: "omit", cache: "no-store" });
    } catch {
      throw new Problem(0);
    } finally {
      clearTimeout(limit);
    }
    if (response.ok) return stream ? response : response.json();
    const wait = Number(response.headers.get("Retry-After")) * 1000 || 0;
    throw new Problem(response.status, await response.json().catch(() => ({})), wait);
  }

  /** The server-sent events of a response, as {id, name, data}. Ends with the stream. */
  async function* eventsOf(response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    try {
      for (;;) {
        const { value, done } = await withinSilence(reader);
        if (done) return;
        const blocks = (text + value).split(/\r\n\r\n|\n\n|\r\r/);
        text = blocks.pop();
        for (const block of blocks) {
          const event = parseEvent(block);
          if (event) yield event;
        }
      }
    } finally {
      reader.cancel().catch(() => {});
    }
  }

  async function withinSilence(reader) {
    let timer;
    const silence = new Promise((_, reject) => { timer = setTimeout(() => reject(cutShort()), SILENCE); });
    try {
      return await Promise.race([reader.read().catch(() => { throw cutShort(); }), silence]);
    } finally {
      clearTimeout(timer);
    }
  }

  function parseEvent(block) {
    const event = { id: 0, name: "message", data: "" };
    for (const line of block.split(/\r\n|\n|\r/)) {
      const [, field, value] = /^(\w+): ?(.*)$/.exec(line) || [];
      if (field === "id") event.id = Number(value) || 0;
      if (field === "event") event.name = value;
      if (field === "data") event.data += value;
    }
    if (!event.data) return null; // a ping
    return { ...event, data: JSON.parse(event.data) };
  }

  // ------------------------------------------------------------------- who is asking: session

  let givenJwt = null; // what the host page said; never stored
  let checkedWho = false;
  let entering = null;
  let renewal = 0;

  /** A valid token; one request for it at a time, and one tab at a time. */
  const session = (refused) =>
    (entering ??= alone("session", () => enter(refused)).finally(() => { entering = null; }));

  async function enter(refused) {
    let jwt = checkedWho ? null : await hostJwt();
    const { token, renewAt } = shared.read();
    if (token && token !== refused) {
      if (Date.now() < renewAt) return token;
      try {
        return keep(await call("POST", "/sessions/renew", { token }));
      } catch (problem) {
        if (problem.status !== 401 && problem.status !== 404) throw problem;
      }
    }
    jwt ??= await hostJwt();
    return keep(await call("POST", "/sessions", { body: jwt ? { jwt } : {} }));
  }

  function keep(answer) {
    // Renewed after half its life, so that coming back tomorrow finds a token that still counts.
    const life = Math.max(Date.parse(answer.expires_at) - Date.now(), 60_000);
    const { token, user, greeting, suggestions, title } = answer;
    shared.merge({ token, renewAt: Date.now() + life / 2, user, greeting, suggestions, title });
    scheduleRenewal();
    changed();
    return token;
  }

  function scheduleRenewal() {
    clearTimeout(renewal);
    const { token, renewAt } = shared.read();
    if (!token) return;
    const wait = Math.min(Math.max(renewAt - Date.now(), 1000), 2 ** 31 - 1);
    renewal = setTimeout(() => session().catch(() => { renewal = setTimeout(scheduleRenewal, LONGEST_WAIT); }), wait);
  }

  async function hostJwt() {
    if (!givenJwt && option.jwtUrl) givenJwt = () => fetchJwt(option.jwtUrl);
    if (!givenJwt) return null;
    const jwt = typeof givenJwt === "function" ? await givenJwt() : givenJwt;
    if (!checkedWho) {
      checkedWho = true;
      const who = whoIs(jwt);
      if (shared.read().who !== who) forget({ who });
    }
    return jwt;
  }

  async function fetchJwt(url) {
    let response;
    try { response = await fetch(url, { credentials: "same-origin", cache: "no-store" }); } catch { throw new Problem(0); }
    if (!response.ok) throw new Problem(response.status, { title: say("signIn") });
    const text = (await response.text()).trim();
    if (!text.startsWith("{")) return text;
    const body = JSON.parse(text);
    return body.jwt || body.token;
  }

  /** Issuer and subject of a JWT: only to notice that somebody else sits here now. */
  function whoIs(jwt) {
    if (!jwt) return "";
    try {
      const claims = JSON.parse(atob(jwt.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
      return `${claims.iss || ""}|${claims.sub || ""}`;
    } catch {
      return random();
    }
  }

  function forget(rest = {}) {
    shared.write(rest);
    beginAnew();
  }

  /** A request as the asker; a token that the server refuses is replaced once. */
  async function ask(method, path, options = {}) {
    const token = await session();
    try {
      return await call(method, path, { ...options, token });
    } catch (problem) {
      if (problem.status !== 401) throw problem;
      return call(method, path, { ...options, token: await session(token) });
    }
  }

  // -------------------------------------------------------------------------- conversation

  const blank = () => ({
    id: null, state: "open", author: null, messages: [], live: null, notice: "",
    seen: new Set(), // ids of the events applied: two streams may bring the same one
    cursor: 0, // how far the feed has come, for Last-Event-ID
    history: 0, // events up to here are old news and are not announced
    lost: 0, // how often in a row the feed could not be had
  });
  const talk = blank();
  let world = new AbortController(); // everything under way for the present asker
  let follower = null;

  function beginAnew() {
    world.abort();
    follower?.abort();
    world = new AbortController();
    Object.assign(talk, blank());
    changed();
  }

  /** The id of the present conversation; begun when there is none. */
  const conversation = () =>
    alone("conversation", async () => {
      const stored = shared.read().conversation;
      if (stored) return stored;
      const { beginKey = random() } = shared.read();
      shared.merge({ beginKey }); // so that a lost reply does not leave two conversations
      const made = await ask("POST", "/conversations", { key: beginKey, signal: world.signal });
      shared.merge({ conversation: made.id, beginKey: undefined });
      adopt(made);
      return made.id;
    });

  /** Takes over a conversation as the server has it. */
  function adopt(snapshot) {
    if (talk.id !== snapshot.id) Object.assign(talk, blank(), { id: snapshot.id });
    talk.state = snapshot.state;
    snapshot.messages.forEach(place);
    talk.history = Math.max(talk.history, snapshot.last_event_id);
    // An answer under way is seen only in the events, so these are read from the start.
    const underWay = talk.state !== "with_human" && talk.messages.at(-1)?.role === "user";
    talk.cursor = Math.max(talk.cursor, underWay ? 0 : snapshot.last_event_id);
    settle();
    changed();
    feed();
  }

  async function load() {
    const id = shared.read().conversation;
    if (!id) return;
    try {
      adopt(await ask("GET", `/conversations/${id}`, { signal: world.signal }));
      talk.lost = 0;
    } catch (problem) {
      if (problem.status === 404) return gone(id);
      if (id !== shared.read().conversation) return;
      talk.lost += 1;
      changed();
      await pause(backoff(talk.lost));
      await load();
    }
  }

  /** The server no longer has this conversation for us: what is undelivered goes to a new one. */
  function gone(id) {
    if (shared.read().conversation !== id) return;
    const items = outbox.all().map((item) => ({ ...item, key: random(), question: null }));
    shared.merge({ conversation: null, outbox: items });
    beginAnew();
    talk.notice = say("gone");
    changed();
    kick();
  }

  /** Puts a message where its time says; true when it was not there before. */
  function place(message) {
    const at = talk.messages.findIndex((other) => other.id === message.id);
    if (at >= 0) {
      talk.messages[at] = message;
      return false;
    }
    const when = Date.parse(message.created_at);
    let end = talk.messages.length;
    while (end > 0 && Date.parse(talk.messages[end - 1].created_at) > when) end -= 1;
    talk.messages.splice(end, 0, message);
    if (message.role === "user") pair(message);
    return true;
  }

  /** Marks the undelivered question that a stored message is, so that it is shown once. */
  function pair(message) {
    const same = (item) => item.kind === "ask" && !item.question && item.text === message.text.trim();
    const item = outbox.all().find(same);
    if (item && !outbox.all().some((other) => other.question === message.id)) {
      outbox.update(item.key, { question: message.id });
    }
  }

  /** Drops the undelivered questions that have their answer by now. */
  function settle() {
    for (const item of outbox.all()) {
      if (!item.question) continue;
      const at = talk.messages.findIndex((message) => message.id === item.question);
      if (at >= 0 && talk.messages.slice(at).some(isAnswer)) outbox.drop(item.key);
    }
  }

  const isAnswer = (message) => message.role === "assistant" && message.state !== "interrupted";
  const answered = (id) => talk.messages.some((message) => message.id === id && isAnswer(message));

  function liveFor(id) {
    if (answered(id)) return null;
    if (talk.live?.id !== id) talk.live = { id, status: "", parts: [], citations: [], see_also: [] };
    return talk.live;
  }

  const HAPPENINGS = {
    status(data) {
      const live = liveFor(data.message_id);
      if (live) live.status = data.text;
    },
    part(data) {
      const live = liveFor(data.message_id);
      if (!live) return;
      // The first part begins anew: what was told before it is void.
      if (data.index === 0) live.parts = [];
      live.parts[data.index] = data;
    },
    citations(data) {
      const live = liveFor(data.message_id);
      if (live) Object.assign(live, { citations: data.citations, see_also: data.see_also || [] });
    },
    message(message, old) {
      const added = place(message);
      if (message.role === "assistant") talk.live = null;
      if (message.role === "system" && added) talk.notice = "";
      settle();
      if (added && !old) heard(message);
    },
    state(data, old) {
      talk.state = data.state;
      talk.author = data.author || talk.author;
      if (!old && data.state === "with_human") announce(say("here", { name: talk.author || say("someone") }));
    },
  };

  function apply(event) {
    if (event.id && talk.seen.has(event.id)) return;
    if (event.id) talk.seen.add(event.id);
    HAPPENINGS[event.name]?.(event.data, event.id && event.id <= talk.history);
    changed();
  }

  /* One tab holds the stream of events and tells the others. */
  const channel = window.BroadcastChannel ? new BroadcastChannel(`dialtone:${API}`) : null;

  function receive(event, feeding) {
    apply(event);
    if (feeding && event.id) talk.cursor = event.id;
    channel?.postMessage({ conversation: talk.id, event, feeding });
  }

  channel?.addEventListener("message", ({ data }) => {
    if (data.conversation !== talk.id) return;
    apply(data.event);
    if (data.feeding && data.event.id) talk.cursor = data.event.id;
  });

  const withHuman = () => talk.state === "waiting_for_human" || talk.state === "with_human";
  const feedWanted = () => talk.id && (isOpen || withHuman() || outbox.all().some((item) => item.question));

  let feeding = null;

  /** Follows the events of the conversation for as long as somebody looks or is waited for. */
  function feed() {
    if (feeding === talk.id || !feedWanted()) return;
    const id = (feeding = talk.id);
    follower = new AbortController();
    const { signal } = follower;
    alone(`feed:${id}`, () => follow(id, signal), signal)
      .catch(() => {}) // left while waiting for the lock
      .finally(() => {
        if (feeding === id) feeding = null;
      });
  }

  async function follow(id, signal) {
    while (!signal.aborted && talk.id === id && feedWanted()) {
      try {
        const response = await ask("GET", `/conversations/${id}/events`, { stream: true, after: talk.cursor, signal });
        if (talk.lost) reconnected();
        for await (const event of eventsOf(response)) {
          if (signal.aborted) return;
          receive(event, true);
        }
        await pause(500);
      } catch (problem) {
        if (signal.aborted) return;
        if (problem.status === 404) return gone(id);
        talk.lost += 1;
        changed();
        await pause(backoff(talk.lost));
      }
    }
  }

  function reconnected() {
    talk.lost = 0;
    announce(say("back"));
    changed();
    kick();
  }

  function stopFeed() {
    follower?.abort();
    feeding = null;
  }

  // ------------------------------------------------------------------------------ delivery

  const sleepers = new Set();

  function pause(length) {
    return new Promise((resolve) => {
      const end = () => { clearTimeout(timer); sleepers.delete(end); resolve(); };
      const timer = setTimeout(end, length);
      sleepers.add(end);
    });
  }

  const wake = () => [...sleepers].forEach((end) => end());

  const backoff = (tries) => Math.min(LONGEST_WAIT, 500 * 2 ** tries) * (0.75 + Math.random() / 2);

  /* Questions go one after the other. Calls for a human never wait behind a question. */
  const LANES = {
    questions: ["ask"],
    calls: ["emergency", "human", "feedback"],
  };
  const running = {};

  const waitingIn = (lane) =>
    LANES[lane].flatMap((kind) => outbox.all().filter((item) => item.kind === kind && item.state !== "failed"))[0];

  function kick() {
    for (const lane of Object.keys(LANES)) run(lane);
  }

  async function run(lane) {
    if (running[lane]) return;
    running[lane] = true;
    try {
      while (waitingIn(lane)) {
        // A browser may be wrong about being offline, so now and then it is tried all the same.
        if (!navigator.onLine) await pause(LONGEST_WAIT);
        const wait = await alone(`send:${lane}`, () => deliver(lane));
        if (wait) await pause(wait);
      }
    } finally {
      running[lane] = false;
    }
  }

  async function deliver(lane) {
    const item = waitingIn(lane);
    if (!item) return 0;
    try {
      await DELIVER[item.kind](item);
      outbox.drop(item.key);
      return 0;
    } catch (problem) {
      return outbox.find(item.key) ? setback(item, problem) : 0;
    }
  }

  /** What becomes of an item after a failed try; how long to wait before the next, in ms. */
  function setback(item, problem) {
    const tries = (item.tries || 0) + 1;
    const again = (state, wait) => {
      outbox.update(item.key, { state, tries });
      if (item.state !== state) announce(say({ network: "waiting", cut: "cut", away: "away", busy: "busy" }[state]));
      return wait;
    };
    const { status, wait, cut } = problem;
    if (status === 0 && !cut) return again("network", backoff(tries));
    if (status === 409) return backoff(1); // the first try is still being answered
    if (status === 404 && item.kind !== "feedback" && tries < TRIES) {
      gone(shared.read().conversation);
      return 1;
    }
    if (status === 429) return again("busy", wait || 5000);
    if (cut && tries < TRIES) return again("cut", backoff(tries - 1));
    if (status >= 500 && tries < TRIES) return again("away", wait || backoff(tries));
    fail(item, problem);
    return 0;
  }

  function fail(item, problem) {
    if (!(problem instanceof Problem)) console.error("dialtone:", problem);
    const said = problem instanceof Problem ? problem : new Problem(-1);
    if (item.kind === "feedback") return outbox.drop(item.key);
    talk.live = null;
    const problemText = said.message || (said.status === 401 ? say("signIn") : say("failed"));
    outbox.update(item.key, { state: "failed", problem: problemText, remedy: said.remedy || say("failedHint") });
    announce(problemText);
  }

  const DELIVER = {
    async ask(item) {
      if (item.state === "queued") outbox.update(item.key, { state: "sending" });
      const id = await conversation();
      const options = { body: { text: item.text }, key: item.key, stream: true, signal: world.signal };
      const response = await ask("POST", `/conversations/${id}/messages`, options);
      if (item.state !== "cut") outbox.update(item.key, { state: "sending" });
      await readAnswer(item, response);
      talk.live = null;
    },
    async human(item) {
      const id = await conversation();
      const body = { note: item.text || null };
      called(await ask("POST", `/conversations/${id}/human`, { body, key: item.key }));
    },
    async emergency(item) {
      const id = await conversation();
      const body = { confirmed: true, note: item.text || null };
      called(await ask("POST", `/conversations/${id}/emergency`, { body, key: item.key }));
    },
    async feedback(item) {
      const body = { helpful: item.helpful, reason: item.reason };
      await ask("POST", `/messages/${item.message}/feedback`, { body, key: item.key });
    },
  };

  async function readAnswer(item, response) {
    let interrupted = false;
    for await (const event of eventsOf(response)) {
      const { name, data } = event;
      if (name === "message" && data.role === "user") outbox.update(item.key, { question: data.id });
      if (name === "message" && data.role === "assistant") interrupted = data.state === "interrupted";
      receive(event, false);
      if (name === "error") throw [401, 503].includes(data.status) ? cutShort() : new Problem(data.status || 500, data);
      if (name === "done" && !interrupted) return;
    }
    throw cutShort();
  }

  function called(escalation) {
    if (talk.state === "open" || talk.state === "resolved") talk.state = "waiting_for_human";
    const said = talk.messages.some((message) => message.text === escalation.message);
    if (!said) talk.notice = escalation.message;
    announce(escalation.message);
    changed();
    feed();
  }

  function post(item) {
    outbox.put({ key: random(), state: "queued", at: Date.now(), ...item });
    if (!navigator.onLine) announce(say("waiting"));
    wake();
    kick();
  }

  function question(text) {
    const words = text.replace(/\r\n?/g, "\n").trim().slice(0, MAX_QUESTION);
    if (!words) return;
    talk.notice = "";
    kept = "question";
    post({ kind: "ask", text: words });
    if (navigator.onLine) announce(say("searching"));
  }

  /** Ends the answer under way; what was said of it stays. */
  async function stopAnswer() {
    const { id, live } = talk;
    if (!live || live.stopping) return;
    live.stopping = true;
    changed();
    input.focus();
    try {
      apply({ name: "message", data: await ask("POST", `/conversations/${id}/messages/${live.id}/stop`) });
      announce(say("stoppedNote"));
    } catch {
      live.stopping = false; // it goes on, and can be stopped again
      announce(say("failed"));
      changed();
    }
  }

  function callHuman() {
    if (outbox.all().some((item) => item.kind === "human")) return retryAll("human");
    if (withHuman()) {
      talk.notice = talk.state === "with_human" ? say("here", { name: humanName() }) : say("asked");
      announce(talk.notice);
      kept = "end";
      return changed();
    }
    kept = "end";
    post({ kind: "human", text: "" });
    announce(say("asking"));
  }

  function retryAll(kind) {
    outbox.all().filter((item) => item.kind === kind).forEach((item) => retry(item.key));
  }

  function retry(key) {
    outbox.update(key, { state: "queued", tries: 0 });
    wake();
    kick();
  }

  function rate(message, helpful, reason = null) {
    const before = outbox.all().find((item) => item.kind === "feedback" && item.message === message.id);
    if (before) outbox.drop(before.key);
    message.feedback = { helpful, reason };
    post({ kind: "feedback", message: message.id, helpful, reason });
  }

  // ---------------------------------------------------------------------------------- view

  /** An element: h("p", {class: "x", onclick: f}, "text", child). False and null are left out. */
  function h(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === false || value === null || value === undefined) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  }

  const SVG = "http://www.w3.org/2000/svg";

  function icon(name, flip) {
    const svg = document.createElementNS(SVG, "svg");
    const path = document.createElementNS(SVG, "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    if (flip) svg.setAttribute("class", "flip");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  const unseen = (text) => h("span", { class: "unseen" }, text);

  const button = (kind, onclick, ...children) => h("button", { type: "button", class: kind, onclick }, ...children);

  /** An address a person may open: http(s) or mail, relative ones under the help service. */
  function address(text) {
    try {
      const url = new URL(text, `${API}/`);
      return text && ["https:", "http:", "mailto:"].includes(url.protocol) ? url.href : null;
    } catch {
      return null;
    }
  }

  const outward = (href) => ({ href, target: "_blank", rel: "noopener noreferrer" });

  // Server-made markup ------------------------------------------------------------------

  const KEPT = new Set(
    ("P BR HR H1 H2 H3 H4 H5 H6 UL OL LI DL DT DD BLOCKQUOTE CODE KBD SAMP VAR EM STRONG B I U S DEL INS SUB SUP " +
      "MARK ABBR TABLE THEAD TBODY TFOOT TR TH TD CAPTION DETAILS SUMMARY SPAN DIV").split(" "),
  );
  const DROPPED = new Set(
    ("SCRIPT STYLE TEMPLATE NOSCRIPT IFRAME FRAME OBJECT EMBED SVG MATH IMG PICTURE VIDEO AUDIO CANVAS LINK META BASE " +
      "TITLE HEAD FORM INPUT BUTTON SELECT OPTION TEXTAREA").split(" "),
  );
  const HEADING = PAGE_MODE ? "h2" : "h3"; // the level below our title, whatever the document had
  const CARRIED = { OL: ["start"], TH: ["colspan", "rowspan", "scope"], TD: ["colspan", "rowspan"], ABBR: ["title"] };

  let policy = null; // for pages that require trusted types
  try {
    policy = window.trustedTypes?.createPolicy("dialtone", { createHTML: (html) => html });
  } catch { /* the page allows no policy of ours: answers are shown as text */ }

  /** Sanitised markup as nodes of our own making; the plain text where it cannot be parsed. */
  function markup(html, text) {
    let parsed;
    try {
      parsed = new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html");
    } catch {
      return plain(text);
    }
    const made = document.createDocumentFragment();
    made.append(...[...parsed.body.childNodes].flatMap(copyOf));
    made.querySelectorAll("p > .cite:only-child").forEach(besideCode);
    return [...made.childNodes];
  }

  /** The mark of a code block's source goes into the block's bar, not on a line of its own. */
  function besideCode(mark) {
    const line = mark.parentElement;
    if (line.textContent.trim() !== mark.textContent) return;
    line.className = "only";
    const bar = line.previousElementSibling?.querySelector(":scope > .codebar > span");
    if (!bar) return;
    bar.append(mark);
    line.remove();
  }

  const plain = (text) => text.split(/\n{2,}/).map((paragraph) => h("p", {}, paragraph));

  function copyOf(node) {
    if (node.nodeType === Node.TEXT_NODE) return [node.data];
    const tag = node.nodeName.toUpperCase();
    if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(tag)) return [];
    if (tag === "PRE") return [codeBlock(node)];
    const inner = [...node.childNodes].flatMap(copyOf);
    if (tag === "A" || node.dataset.citation) return linkOf(node, inner);
    if (!KEPT.has(tag)) return inner;
    const made = h(/^H[1-6]$/.test(tag) ? HEADING : tag.toLowerCase(), {}, inner);
    if (/^(center|right)$/.test(node.getAttribute("align"))) made.setAttribute("class", `at-${node.getAttribute("align")}`);
    for (const name of CARRIED[tag] || []) if (node.hasAttribute(name)) made.setAttribute(name, node.getAttribute(name));
    if (tag !== "TABLE") return [made];
    return [h("div", { class: "sheet", tabindex: "0", role: "group", "aria-label": say("table") }, made)];
  }

  function linkOf(node, inner) {
    const href = address(node.getAttribute("href"));
    const number = node.dataset.citation;
    if (!number) return href ? [h("a", outward(href), inner)] : inner;
    const named = { class: "cite", "data-number": number, "aria-label": say("source", { n: number }) };
    return [href ? h("a", { ...outward(href), ...named }, number) : h("span", { ...named, role: "img" }, number)];
  }

  function codeBlock(node) {
    const code = node.textContent.replace(/\n$/, "");
    const [, language = ""] = /language-([\w+#-]+)/.exec(node.firstElementChild?.className || "") || [];
    const label = h("span", {}, say("copy"));
    const copy = button("copy", () => copyText(code, label), icon("copy"), label);
    return h("div", { class: "codeblock" },
      h("div", { class: "codebar" }, h("span", {}, language), copy),
      h("pre", { tabindex: "0", role: "group", "aria-label": say("code") }, h("code", {}, code)));
  }

  async function copyText(text, label) {
    let word = "copied";
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      word = copyByHand(text) ? "copied" : "copyFailed";
    }
    label.textContent = say(word);
    announce(say(word));
    setTimeout(() => { label.textContent = say("copy"); }, 2500);
  }

  /** Where the page has no clipboard (plain http, or its policy forbids it). */
  function copyByHand(text) {
    const area = h("textarea", { class: "unseen" });
    const before = shadow.activeElement;
    area.value = text;
    root.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    before?.focus();
    return done;
  }

  // One message ---------------------------------------------------------------------------

  function messageElement(message) {
    if (message.role === "user") return mine(message.text);
    // What was found is in the language of its pages; a sentence of ours in the asker's.
    const lang = message.citations?.length ? null : message.language;
    const body = h("div", { class: "body", dir: "auto", lang }, message.html ? markup(message.html, message.text) : plain(message.text));
    if (message.role === "system") return h("div", { class: "turn system" }, body);
    if (message.role === "human") return humanTurn(message, body);
    return answerTurn(message, body);
  }

  function mine(text, pending) {
    const words = h("div", { class: "say", dir: "auto" }, text);
    return h("div", { class: `turn mine${pending ? " pending" : ""}` }, unseen(`${say("you")}: `), words);
  }

  function humanTurn(message, body) {
    const name = message.author || say("someone");
    return h("div", { class: "turn theirs human" },
      h("div", { class: "byline" },
        h("span", { class: "face", "aria-hidden": "true" }, initials(name)),
        h("b", { dir: "auto" }, name),
        h("span", { class: "tag" }, say("humanTag")),
        h("time", { datetime: message.created_at }, clock(message.created_at))),
      body);
  }

  const initials = (name) =>
    name.split(/[\s._-]+/).filter(Boolean).slice(0, 2).map((word) => [...word][0].toUpperCase()).join("");

  function answerTurn(message, body) {
    const cut = message.state === "interrupted";
    nameCitations(body, message.citations);
    return h("div", { class: `turn theirs${cut ? " cutoff" : ""}` },
      body,
      cut && h("p", { class: "meta" }, say("cutNote")),
      message.state === "stopped" && message.citations.length > 0 && h("p", { class: "meta" }, icon("stop"), sayOf(message, "stoppedNote")),
      sources(message),
      !cut && below(message));
  }

  function below(message) {
    if (message.kind !== "answered" && message.kind !== "partial") return offer(message);
    // A greeting that is returned rests on nothing, and is not to be judged.
    return (message.citations.length > 0 || message.confidence !== null) && feedback(message);
  }

  function nameCitations(body, citations) {
    for (const mark of body.querySelectorAll(".cite")) {
      const source = citations.find((citation) => String(citation.number) === mark.dataset.number);
      if (!source) continue;
      const name = [source.title, source.heading].filter(Boolean).join(" › ");
      mark.setAttribute("aria-label", `${say("source", { n: source.number })}: ${name}`);
      mark.title = name;
    }
  }

  /** Under an answer that does not help: a human, and where something was away, another try. */
  function offer(message) {
    const isExcuse = message.kind === null;
    const isCalled = withHuman();
    if (isExcuse && isCalled && message.state !== "stopped") return null;
    return h("div", { class: "offer row", lang: message.language },
      !(isExcuse && isCalled) && button("button main", callHuman, icon("human"), sayOf(message, "human")),
      isExcuse && button("button", () => askAgain(message), sayOf(message, "again")));
  }

  function askAgain(message) {
    const before = talk.messages.slice(0, talk.messages.findIndex((other) => other.id === message.id));
    const asked = before.findLast((other) => other.role === "user");
    if (asked) question(asked.text);
  }

  function sources(message) {
    const { citations = [], see_also: others = [], kind } = message;
    const cited = sayOf(message, "sources");
    const other = sayOf(message, kind === "unknown" ? "nearest" : "seeAlso");
    return [
      citations.length > 0 && h("div", { class: "sources" },
        h("p", { class: "label", lang: message.language }, cited),
        h("ol", { "aria-label": cited }, citations.map(sourceItem))),
      others.length > 0 && h("div", { class: "sources" },
        h("p", { class: "label", lang: message.language }, other),
        h("ul", { "aria-label": other }, others.map(otherItem))),
    ];
  }

  function sourceItem(source) {
    const when = age(source);
    const old = Date.now() - Date.parse(source.updated_at) > 365 * 86_400_000;
    return h("li", {}, origin(source.url,
      h("span", { class: "number" }, source.number),
      h("span", { class: "what", dir: "auto" },
        h("span", { class: "where" }, source.title),
        source.heading && h("span", { class: "heading" }, ` › ${source.heading}`),
        when && h("span", { class: `aged${old ? " stale" : ""}`, dir: DIR },
          say("updated", { age: when }) + (old ? `, ${say("stale")}` : "")))));
  }

  const otherItem = (page) =>
    h("li", {}, origin(page.url,
      h("span", { class: "number" }, icon("page")),
      h("span", { class: "what", dir: "auto" }, h("span", { class: "where" }, page.title))));

  function origin(url, ...children) {
    const href = address(url);
    if (!href) return h("div", { class: "origin" }, children);
    return h("a", { class: "origin", ...outward(href) }, children, unseen(`, ${say("newTab")}`));
  }

  function feedback(message) {
    const box = h("div", { class: "feedback", lang: message.language });
    const thumb = (helpful) => {
      const name = sayOf(message, helpful ? "yes" : "no");
      const pressed = message.feedback?.helpful === helpful;
      const choose = () => {
        rate(message, helpful);
        draw(true);
        box.querySelector("textarea").focus();
        box.scrollIntoView({ block: "nearest" });
      };
      const attributes = { type: "button", class: "thumb", title: name, "aria-label": name, "aria-pressed": String(pressed), onclick: choose };
      return h("button", attributes, icon(helpful ? "up" : "bad"));
    };
    const draw = (asking) => {
      const given = message.feedback;
      box.classList.toggle("sorry", given?.helpful === false && !asking);
      box.replaceChildren(
        h("span", {}, sayOf(message, given && !asking ? (given.helpful ? "thanks" : "sorry") : "helped")),
        thumb(true), thumb(false),
        ...(asking ? [whyForm(message, () => draw(false))] : []),
        ...(given && !asking && !given.helpful ? [button("button", callHuman, icon("human"), sayOf(message, "human"))] : []));
    };
    draw(false);
    return box;
  }

  function whyForm(message, close) {
    const { helpful } = message.feedback;
    const field = h("textarea", { class: "field", rows: "2", maxlength: MAX_NOTE });
    const end = () => {
      close();
      announce(sayOf(message, helpful ? "thanks" : "sorry"));
      input.focus();
    };
    const send = () => {
      if (field.value.trim()) rate(message, helpful, field.value.trim());
      end();
    };
    const keys = (event) => {
      if (event.key === "Escape") { event.stopPropagation(); end(); }
      if (sends(event)) { event.preventDefault(); send(); }
    };
    return h("div", { class: "why", onkeydown: keys },
      h("label", {}, sayOf(message, helpful ? "whyGood" : "why"), field),
      h("div", { class: "row" },
        button("button main", send, sayOf(message, "sendWhy")), button("button", end, sayOf(message, "skip"))));
  }

  const sends = (event) => event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;

  // The frame -------------------------------------------------------------------------------

  const host = document.createElement("dialtone-bubble");
  const shadow = host.attachShadow({ mode: "open" });
  let isOpen = PAGE_MODE;
  let kept = "end"; // what stays in sight while things arrive: the end, the question, or nothing
  let unread = 0;
  let opener = null; // what had the focus before

  const launcher = h("button", { type: "button", class: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => (isOpen ? close() : open()) });
  const heading = h(PAGE_MODE ? "h1" : "h2", { id: "title" });
  const presence = h("p", { class: "presence" }, h("span"));
  const fresh = h("button", { type: "button", class: "tool", "aria-label": say("fresh"), title: say("fresh"), onclick: startOver }, icon("fresh", true));
  const closer = h("button", { type: "button", class: "tool", "aria-label": say("close"), title: say("close"), onclick: () => close() }, icon("close"));
  const hello = h("div", { class: "hello" });
  const log = h("div", { class: "log", role: "log", "aria-live": "off", "aria-relevant": "additions", "aria-label": say("log") });
  const livePart = h("div", { class: "live theirs", "aria-live": "off", "aria-busy": "true", hidden: true });
  const queue = h("div", { class: "queue" });
  const notice = h("p", { class: "notice", dir: "auto", hidden: true });
  const scroll = h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": say("log") }, hello, log, livePart, queue, notice);
  const banner = h("div", { class: "banner", hidden: true }, icon("cloud"), h("span"));
  const jump = h("button", { type: "button", class: "jump", "aria-label": say("latest"), title: say("latest"), onclick: toLatest }, icon("down"));
  const input = h("textarea", { rows: "1", maxlength: MAX_QUESTION, enterkeyhint: "send", dir: "auto" });
  const sender = h("button", { type: "submit", class: "send", "aria-label": say("send"), title: say("send") }, icon("send"));
  const composer = h("form", { class: "composer", onsubmit: submit }, input, sender);
  const count = h("p", { class: "count", hidden: true });
  const humanButton = button("action person", callHuman, icon("human"), h("span", {}, say("human")));
  const emergencyButton = h("button", { type: "button", class: "action emergency", "aria-haspopup": "dialog", onclick: confirmEmergency }, icon("alarm"), say("emergency"));
  const actions = h("div", { class: "actions" }, humanButton, emergencyButton);
  const foot = h("div", { class: "foot" }, jump, banner, composer, count, actions);
  const head = h(PAGE_MODE ? "header" : "div", { class: "head" }, h("div", { class: "mark" }, icon("tone")), h("div", { class: "names" }, heading, presence), fresh, !PAGE_MODE && closer);
  const insideStatus = h("div", { class: "unseen", role: "status" });
  const outsideStatus = h("div", { class: "unseen", role: "status" });
  const panel = h(PAGE_MODE ? "main" : "div", { class: "panel", hidden: !PAGE_MODE, tabindex: "-1", role: !PAGE_MODE && "dialog", "aria-labelledby": "title" }, head, scroll, foot, insideStatus);
  const root = h("div", { class: `root${PAGE_MODE ? " paged" : ""}${onTheLeft() ? " left" : ""}`, dir: DIR, lang: LANG, "data-theme": theme() });

  function onTheLeft() {
    return option.position ? option.position === "left" : DIR === "rtl";
  }

  function theme() {
    return ["light", "dark"].includes(option.theme) ? option.theme : "auto";
  }

  let speaking = 0;

  function announce(text) {
    const region = isOpen ? insideStatus : outsideStatus;
    region.textContent = "";
    clearTimeout(speaking);
    speaking = setTimeout(() => { region.textContent = text; }, 60); // a change is what gets spoken
  }

  let drawing = false;

  /** Something is different: draw once, after everything of this moment has happened. */
  function changed() {
    if (drawing) return;
    drawing = true;
    queueMicrotask(() => {
      drawing = false;
      draw();
    });
  }

  function draw() {
    drawHead();
    drawHello();
    drawLog();
    drawLive();
    drawQueue();
    notice.hidden = !talk.notice;
    notice.textContent = talk.notice;
    drawFoot();
    drawLauncher();
    keepInSight();
  }

  function drawHead() {
    heading.textContent = option.title || shared.read().title || say("title");
    const [dot, words] = presenceNow();
    presence.firstChild.textContent = words;
    presence.toggleAttribute("data-dot", Boolean(dot));
    if (dot) presence.dataset.dot = dot;
    fresh.hidden = !talk.messages.length || withHuman() || outbox.all().length > 0;
  }

  function presenceNow() {
    if (talk.state === "with_human") return ["here", say("here", { name: humanName() })];
    if (talk.state === "waiting_for_human") return ["asked", say("waitingHuman")];
    return [null, say("promise")];
  }

  const humanName = () =>
    talk.messages.findLast((message) => message.role === "human" && message.author)?.author || talk.author || say("someone");

  function drawHello() {
    const { greeting, suggestions = [] } = shared.read();
    const begun = talk.messages.length > 0 || outbox.all().some((item) => item.kind === "ask");
    const words = option.greeting || greeting || say("greeting");
    const drawn = JSON.stringify([begun, words, suggestions]);
    if (hello.dataset.drawn === drawn) return;
    hello.dataset.drawn = drawn;
    hello.classList.toggle("brief", begun);
    hello.replaceChildren(h("p", { class: "greeting", dir: "auto" }, words));
    if (begun || !suggestions.length) return;
    const items = suggestions.map((text) => h("li", {}, button("suggestion", () => question(text), h("span", { dir: "auto" }, text), icon("go", true))));
    hello.append(h("div", { class: "suggestions" }, h("p", { class: "label" }, say("suggestions")), h("ul", {}, items)));
  }

  const drawn = new Map(); // message id -> {element, as}

  function drawLog() {
    const ids = new Set(talk.messages.map((message) => message.id));
    for (const [id, { element }] of drawn) {
      if (ids.has(id)) continue;
      element.remove();
      drawn.delete(id);
    }
    talk.messages.forEach((message, index) => {
      const element = elementFor(message);
      if (log.children[index] !== element) log.insertBefore(element, log.children[index] || null);
    });
  }

  function elementFor(message) {
    const as = JSON.stringify({ ...message, feedback: null });
    const before = drawn.get(message.id);
    if (before?.as === as) return before.element;
    const element = messageElement(message);
    before?.element.replaceWith(element);
    drawn.set(message.id, { element, as });
    return element;
  }

  /* The answer under way stands outside the log, so that a screen reader hears it once, whole. */
  const liveBody = h("div", { class: "body", dir: "auto" });
  const liveStatus = h("span", { dir: "auto" });
  const liveDots = h("div", { class: "status" }, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), liveStatus);
  const stopper = h("button", { type: "button", class: "button stop", "aria-label": say("stopThis"), title: say("stopThis"), hidden: true, onclick: stopAnswer }, icon("stop"), say("stop"));
  liveDots.append(stopper);
  livePart.append(liveBody, liveDots);
  let liveId = null;

  function drawLive() {
    const underWay = outbox.all().find((item) => item.kind === "ask" && (item.state === "sending" || item.state === "cut"));
    livePart.hidden = !talk.live && !underWay;
    if (livePart.hidden || (talk.live && talk.live.id !== liveId)) liveBody.replaceChildren();
    liveId = livePart.hidden ? null : talk.live?.id ?? liveId;
    const parts = talk.live?.parts || [];
    for (const element of [...liveBody.children]) if (element.dataset.index >= parts.length) element.remove();
    parts.forEach(drawPart);
    const words = talk.live?.status || say("searching");
    stopper.hidden = !talk.live || talk.live.stopping || !navigator.onLine;
    liveStatus.textContent = underWay?.state === "cut" ? say("cut") : parts.length ? "" : words;
  }

  function drawPart(part, index) {
    const as = part.html + part.text;
    const before = liveBody.querySelector(`[data-index="${index}"]`);
    if (before?.dataset.as === as) return;
    const element = h("div", { class: "part", "data-index": index, "data-as": as }, part.html ? markup(part.html, part.text) : plain(part.text));
    if (before) before.replaceWith(element);
    else liveBody.append(element);
  }

  function drawQueue() {
    const shown = outbox.all().filter((item) => item.kind !== "feedback");
    const as = JSON.stringify([shown, navigator.onLine]);
    if (queue.dataset.drawn === as) return;
    queue.dataset.drawn = as;
    queue.replaceChildren(...shown.flatMap(queueItem));
  }

  function queueItem(item, index) {
    const parts = [];
    if (item.kind === "ask" && !item.question) parts.push(mine(item.text, true));
    if (item.state === "failed") return [...parts, failure(item)];
    const words = itemStatus(item, index);
    if (words) {
      const meta = h("p", { class: "meta" }, item.state === "sending" ? null : icon("clock"), words);
      if (parts[0]) parts[0].append(meta);
      else parts.push(h("div", { class: "turn mine" }, meta));
    }
    return parts;
  }

  function itemStatus(item, index) {
    const isCall = item.kind !== "ask";
    if (!navigator.onLine || item.state === "network") return say(isCall ? "callWaiting" : "waiting");
    if (item.state === "away" || item.state === "busy") return say(item.state);
    if (isCall) return say(item.kind === "human" ? "asking" : "paging");
    return item.state === "queued" && index > 0 ? say("next") : "";
  }

  function failure(item) {
    return h("div", { class: "card" },
      h("p", { dir: "auto" }, item.problem), h("p", { dir: "auto" }, item.remedy),
      h("div", { class: "row" },
        button("button main", () => retry(item.key), say("again")),
        item.kind !== "human" && button("button", callHuman, icon("human"), say("human")),
        button("button", () => outbox.drop(item.key), say("drop"))));
  }

  function drawFoot() {
    const words = say(withHuman() ? "message" : "placeholder");
    if (input.placeholder !== words) {
      input.placeholder = words;
      input.setAttribute("aria-label", words);
    }
    const lost = talk.lost > 1 || outbox.all().some((item) => item.state === "network");
    banner.hidden = navigator.onLine && !lost;
    banner.lastChild.textContent = say(navigator.onLine ? "away" : "offline");
  }

  function drawLauncher() {
    const name = isOpen ? say("close") : unread ? say("unread", { n: unread }) : say("open");
    launcher.setAttribute("aria-label", name);
    launcher.setAttribute("aria-expanded", String(isOpen));
    launcher.replaceChildren(icon(isOpen ? "down" : "chat"), ...(unread && !isOpen ? [h("span", { class: "badge", "aria-hidden": "true" }, unread)] : []));
  }

  /** A new message from a person or the system, not an old one read again. */
  function heard(message) {
    if (message.role !== "human" && message.role !== "assistant") return;
    if (isOpen) return;
    unread += 1;
    announce(say("unread", { n: unread }));
  }

  // Scrolling -------------------------------------------------------------------------------

  const fromEnd = () => scroll.scrollHeight - scroll.clientHeight - scroll.scrollTop;

  /** Follows what is new, but never pushes the question of a long answer out of sight. */
  function keepInSight() {
    if (kept && isOpen) {
      const end = scroll.scrollHeight - scroll.clientHeight;
      scroll.scrollTop = Math.min(end, (kept === "question" && topOfQuestion()) || end);
      // Right after a question was typed, the last message is still the answer before it.
      const isAsked = !queue.querySelector(".say");
      if (kept === "question" && isAsked && isAnswer(talk.messages.at(-1) || {})) letGo();
    }
    jump.hidden = fromEnd() < 48;
  }

  function topOfQuestion() {
    const last = talk.messages.at(-1);
    if (!talk.live && last?.role !== "assistant") return null;
    const asked = talk.messages.findLast((message) => message.role === "user");
    const element = asked && drawn.get(asked.id)?.element;
    if (!element || queue.querySelector(".say")) return null;
    return element.getBoundingClientRect().top - scroll.getBoundingClientRect().top + scroll.scrollTop - 14;
  }

  function toLatest() {
    kept = "end";
    scroll.scrollTo({ top: scroll.scrollHeight, behavior: calm() ? "auto" : "smooth" });
    input.focus();
  }

  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  const letGo = () => { kept = null; };
  scroll.addEventListener("wheel", letGo, { passive: true });
  scroll.addEventListener("touchmove", letGo, { passive: true });
  scroll.addEventListener("pointerdown", (event) => { if (event.target === scroll) letGo(); });
  scroll.addEventListener("keydown", (event) => { if (/^(Arrow|Page|Home|End)/.test(event.key)) letGo(); });
  scroll.addEventListener("scroll", () => {
    if (fromEnd() < 24 && !kept) kept = "end";
    jump.hidden = fromEnd() < 48;
  }, { passive: true });

  // Writing -----------------------------------------------------------------------------------

  function submit(event) {
    event.preventDefault();
    const text = input.value;
    if (!text.trim()) return input.focus();
    input.value = "";
    wrote();
    question(text);
    input.focus();
  }

  function wrote() {
    own.merge({ draft: input.value });
    grow();
    sender.setAttribute("aria-disabled", String(!input.value.trim()));
    const left = MAX_QUESTION - input.value.length;
    count.hidden = left > 400;
    count.textContent = say("left", { n: left });
  }

  function grow() {
    input.style.height = "";
    if (input.scrollHeight) input.style.height = `${Math.min(input.scrollHeight, 148)}px`;
  }

  input.addEventListener("input", wrote);
  input.addEventListener("keydown", (event) => {
    if (!sends(event)) return;
    event.preventDefault();
    composer.requestSubmit();
  });

  function startOver() {
    shared.merge({ conversation: null });
    beginAnew();
    kept = "end";
    input.focus();
  }

  // Emergency -----------------------------------------------------------------------------------

  let veil = null;

  function confirmEmergency() {
    const field = h("textarea", { class: "field", id: "what", rows: "2", maxlength: MAX_NOTE });
    const cancel = button("button", () => endConfirm(emergencyButton), say("cancel"));
    const confirm = () => {
      kept = "end";
      endConfirm(input);
      post({ kind: "emergency", text: field.value.trim() });
      announce(say("paging"));
    };
    const dialog = h("div", { class: "confirm", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "ask", "aria-describedby": "asktext" },
      h("h3", { id: "ask" }, icon("alarm"), say("confirmTitle")),
      h("p", { id: "asktext" }, say("confirmText")),
      h("label", { for: "what" }, say("confirmNote")), field,
      h("div", { class: "row" }, cancel, button("button danger", confirm, say("confirmYes"))));
    veil = h("div", { class: "veil", onclick: (event) => event.target === veil && endConfirm(emergencyButton) }, dialog);
    for (const part of [head, scroll, foot]) part.inert = true;
    panel.append(veil);
    cancel.focus();
  }

  function endConfirm(focus) {
    veil.remove();
    veil = null;
    for (const part of [head, scroll, foot]) part.inert = false;
    focus.focus();
  }

  // Opening and closing ---------------------------------------------------------------------

  const small = matchMedia("(max-width: 479.98px), (max-height: 460px) and (pointer: coarse)");

  function open({ focus = true } = {}) {
    if (isOpen) return focus && input.focus();
    opener = document.activeElement === document.body ? null : document.activeElement;
    isOpen = true;
    own.merge({ open: true });
    show();
    if (focus) (matchMedia("(pointer: coarse)").matches ? panel : input).focus();
    start();
  }

  function show() {
    unread = 0;
    outsideStatus.textContent = "";
    kept = "end";
    panel.hidden = false;
    root.classList.add("is-open");
    fit();
    grow();
    draw();
    // What is in the log by now has been read before: only what comes after is spoken.
    requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
  }

  function close() {
    if (!isOpen || PAGE_MODE) return;
    if (veil) endConfirm(input);
    isOpen = false;
    own.merge({ open: false });
    panel.hidden = true;
    log.setAttribute("aria-live", "off");
    root.classList.remove("is-open");
    changed();
    if (!feedWanted()) stopFeed();
    (opener && opener !== host && opener.isConnected ? opener : launcher).focus();
  }

  /** Whatever being open needs: a session for the greeting, the history, the events. */
  async function start() {
    try {
      await session();
    } catch (problem) {
      if (problem.status) talk.notice = [problem.message || say("failed"), problem.remedy].join(" ");
      else talk.lost += 1;
      changed();
      const lasting = problem.status >= 400 && problem.status < 500 && problem.status !== 429;
      if (lasting) return;
      await pause(problem.wait || backoff(talk.lost + 1));
      if (isOpen) return start();
    }
    await load();
    feed();
  }

  /** A sheet covers the page: it is modal, and stays above a phone's keyboard. */
  function fit() {
    const sheet = small.matches && !PAGE_MODE;
    panel.setAttribute("aria-modal", String(sheet));
    if (PAGE_MODE) panel.removeAttribute("aria-modal");
    const view = window.visualViewport;
    if (!sheet || !view) return;
    root.style.setProperty("--view-height", `${view.height}px`);
    root.style.setProperty("--view-top", `${view.offsetTop}px`);
    keepInSight();
  }

  small.addEventListener("change", fit);
  window.visualViewport?.addEventListener("resize", fit);
  window.visualViewport?.addEventListener("scroll", fit);

  function keys(event) {
    if (event.key === "Escape" && !event.isComposing) {
      if (veil) endConfirm(emergencyButton);
      else close();
    }
    if (event.key === "Tab") trap(event);
  }

  function trap(event) {
    const inside = veil || (small.matches && !PAGE_MODE ? panel : null);
    if (!inside) return;
    const stops = [...inside.querySelectorAll("a[href], button, textarea, [tabindex='0']")].filter((element) => element.checkVisibility() && !element.closest("[inert]"));
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    const now = shadow.activeElement;
    if (now !== edge && inside.contains(now) && now !== panel) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0]).focus();
  }

  // ----------------------------------------------------------------------------------- start

  function listen() {
    panel.addEventListener("keydown", keys);
    // The page's own shortcuts must not fire while somebody writes to us.
    for (const type of ["keydown", "keyup", "keypress"]) root.addEventListener(type, (event) => event.stopPropagation());
    window.addEventListener("online", () => { wake(); kick(); changed(); });
    window.addEventListener("offline", () => { announce(say("offline")); changed(); });
    window.addEventListener("storage", (event) => { if (event.key === shared.name) sync(); });
    window.addEventListener("pagehide", stopFeed);
    window.addEventListener("pageshow", (event) => { if (event.persisted) start(); });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      wake();
      if (shared.read().token) session().catch(() => {});
    });
  }

  /** Another tab wrote: a new conversation, a new token, or something to deliver. */
  function sync() {
    const { conversation: id } = shared.read();
    if (talk.id && talk.id !== id) beginAnew();
    if (id && talk.id !== id) load();
    if (navigator.locks) kick(); // without locks, the tab that wrote it sends it
    changed();
  }

  /** Pages that draw their own body again must not lose us. */
  function stay() {
    const back = () => { if (!host.isConnected) document.body?.append(host); };
    const watch = new MutationObserver(back);
    watch.observe(document.documentElement, { childList: true });
    watch.observe(document.body, { childList: true });
  }

  function begin() {
    shadow.adoptedStyleSheets = [styles(), palette(readColor(option.color))];
    const inside = PAGE_MODE ? [panel, outsideStatus] : [h("aside", { "aria-label": option.title || say("title") }, launcher, panel, outsideStatus)];
    root.append(...inside);
    shadow.append(root);
    host.toggleAttribute("data-page", PAGE_MODE);
    document.body.append(host);
    stay();
    listen();
    input.value = own.read().draft || "";
    draw();
    wrote();
    scheduleRenewal();
    if (PAGE_MODE) pageBegins();
    else if (own.read().open && !small.matches) open({ focus: false });
    else load();
    kick();
    window.dispatchEvent(new Event("dialtone:ready"));
  }

  function pageBegins() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("body { margin: 0 }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    show();
    input.focus();
    start();
  }

  window.dialtone = Object.freeze({
    open: () => open(),
    close: () => close(),
    ask(text) {
      open();
      question(String(text));
    },
    /** The host page's signed JWT, or a function that gets one. Null: nobody is signed in. */
    identify(jwt) {
      givenJwt = jwt;
      checkedWho = false;
      if (!jwt && shared.read().who) forget();
      if (isOpen) start();
    },
  });

  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin, { once: true });
})();
