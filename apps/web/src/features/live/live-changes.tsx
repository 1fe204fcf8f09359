"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { useApi } from "@/lib/api-provider.tsx";
import { followWhileVisible } from "./follow-while-visible.ts";
import { refetchCalmly } from "./refetch-calmly.ts";

/** Shows what was changed elsewhere, in another tab or on another device, soon after it happened. */
export function LiveChanges() {
  const api = useApi();
  const client = useQueryClient();
  const router = useRouter();
  const refresh = useEffectEvent(() => router.refresh());

  useEffect(() => {
    const left = new AbortController();
    // What the server drew has no query that could be asked again.
    const again = refetchCalmly(client, () => window.location.pathname === "/insights" && refresh(), left.signal);
    followWhileVisible(api, again, left.signal);
    return () => left.abort();
  }, [api, client]);
  return null;
}
