import { FormField } from "./form-field.tsx";

/** The address that somebody signs in with; to password managers it is the user's name. */
export function EmailField({ defaultValue, label = "Email" }: { defaultValue?: string | undefined; label?: string }) {
  return (
    <FormField
      label={label}
      name="email"
      type="email"
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
      required
      maxLength={254}
      defaultValue={defaultValue}
    />
  );
}

/** So that a password manager knows whose new password this is. */
export function HiddenUsername({ email }: { email: string }) {
  return <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />;
}
