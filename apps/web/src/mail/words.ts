import type { Words } from "./message.ts";

const once = "The link works once, for an hour.";

/** To an address that signed up. */
export function confirmAddress(url: string): Words {
  return {
    subject: "Confirm your address",
    paragraphs: [
      "Somebody, most likely you, signed up to Claimcheck with this address.",
      "Confirm it in the browser where you signed up, and you are signed in. In any other browser you choose a new password first.",
    ],
    actions: [{ label: "Confirm and sign in", url }],
    footnote: `${once} If it wasn’t you, do nothing: without it nobody gets in.`,
  };
}

/** To the owner of an account, when its address was signed up again, or was to be confirmed though it is. */
export function alreadyRegistered(origin: string): Words {
  return {
    subject: "You already have an account",
    paragraphs: [
      "Somebody, most likely you, tried to sign up to Claimcheck with this address, or to confirm it once more. It has an account already, and nothing about it has changed.",
    ],
    actions: [
      { label: "Sign in", url: `${origin}/sign-in` },
      { label: "Choose a new password", url: `${origin}/forgot-password` },
    ],
    footnote: "If it wasn’t you, do nothing. Nobody but you is told that there is an account.",
  };
}

/** To an address that nobody has confirmed, when it was signed up again, or a new password was asked for. */
export function choosePassword(url: string): Words {
  return {
    subject: "Choose your password",
    paragraphs: [
      "This address was signed up to Claimcheck and not confirmed, and somebody, most likely you, has signed it up again or asked for a new password. To be sure that the account is yours alone, choose its password here; that confirms the address, too.",
    ],
    actions: [{ label: "Choose a password", url }],
    footnote: `${once} If it wasn’t you, do nothing: without it nobody gets in.`,
  };
}

/** To whoever asked for a new password. */
export function resetPassword(url: string): Words {
  return {
    subject: "Choose a new password",
    paragraphs: [
      "Somebody, most likely you, asked for a new password for Claimcheck. Your other devices are signed out when you choose one.",
    ],
    actions: [{ label: "Choose a new password", url }],
    footnote: `${once} If it wasn’t you, do nothing: your password stays as it is.`,
  };
}

/** To the new address of somebody who changes theirs. */
export function confirmNewAddress(url: string): Words {
  return {
    subject: "Confirm your new address",
    paragraphs: [
      "Somebody, most likely you, wants to use this address for their Claimcheck account. Confirm it in the browser that is signed in.",
    ],
    actions: [{ label: "Confirm the new address", url }],
    footnote: `${once} If it wasn’t you, do nothing: the account keeps its address.`,
  };
}

/** To the owner, after the password was changed. */
export function passwordChanged(origin: string): Words {
  return {
    subject: "Your password was changed",
    paragraphs: ["The password of your Claimcheck account was changed just now."],
    actions: [{ label: "Look at your account", url: `${origin}/account` }],
    footnote: `If it wasn’t you, choose a new one at ${origin}/forgot-password: that signs everybody else out.`,
  };
}

/** To the owner, after a provider or a passkey was added. */
export function signInAdded(origin: string, way: string): Words {
  return {
    subject: "A new way to sign in",
    paragraphs: [`From now on ${way} signs in to your Claimcheck account.`],
    actions: [{ label: "Look at your account", url: `${origin}/account` }],
    footnote: `If it wasn’t you, remove it there, and choose a new password at ${origin}/forgot-password.`,
  };
}

/** To the address of an account, when another one is asked for. */
export function emailChangeAsked(origin: string): Words {
  return {
    subject: "Another address was asked for",
    paragraphs: [
      "Somebody, most likely you, wants another address for your Claimcheck account. It counts once it is confirmed in the browser that is signed in; until then nothing changes.",
    ],
    actions: [{ label: "Look at your account", url: `${origin}/account` }],
    footnote: `If it wasn’t you, choose a new password at ${origin}/forgot-password: that signs everybody else out.`,
  };
}

/** To the address that an account had until now. */
export function emailChanged(): Words {
  return {
    subject: "Your address was changed",
    paragraphs: [
      "Your Claimcheck account has another address from now on. This one gets no more mail, and signs in no more.",
    ],
    footnote: "If it wasn’t you, somebody has your account: write to whoever runs this site.",
  };
}

/** To the last address of an account that its owner has deleted. */
export function accountDeleted(): Words {
  return {
    subject: "Your account was deleted",
    paragraphs: ["Your Claimcheck account was deleted just now, and everything in it."],
    footnote: "If it wasn’t you, write to whoever runs this site.",
  };
}
