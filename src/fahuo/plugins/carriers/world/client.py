"""Calls to the simulated world. One client keeps its connections open; it is safe to share between threads."""

from __future__ import annotations

from datetime import date
from types import TracebackType
from typing import Any

import httpx

from fahuo.plugins.carriers.world import collecting, covering, mapping
from fahuo.ports.answers import Unanswered
from fahuo.ports.carrier import Checkpoint, Label, LabelRequest
from fahuo.ports.collection import Booking, CollectionChange, CollectionRequest, Pickup, Slot
from fahuo.ports.cover import CoverRequest, CoverReturn, Policy, Refund
from fahuo.ports.customs import EntryAnswer, EntryRequest
from fahuo.ports.prices import LivePrice, NoPrice, PriceRequest

TIMEOUT = httpx.Timeout(15.0, connect=5.0)


class Client:
    """Carrier (ports.carrier), its prices (ports.prices), collections (ports.collection) and cover (ports.cover), and customs broker (ports.customs) in one.

    Nothing is tried twice in here: the caller asks again, under the same key.
    """

    def __init__(self, url: str, secret: str, *, transport: httpx.BaseTransport | None = None) -> None:
        # The world runs beside us, so proxies of the environment are not for it. Certificates are checked, as httpx does by default.
        self._http = httpx.Client(
            base_url=url,
            timeout=TIMEOUT,
            headers={"Authorization": f"Bearer {secret}"},
            transport=transport,
            trust_env=False,
            follow_redirects=False,
        )

    def buy_label(self, request: LabelRequest) -> Label:
        """See ports.carrier.Carrier."""
        body = self._call("POST", mapping.label_path(request.service), mapping.build_label(request), request.key)
        return mapping.parse_label(body)

    def void_label(self, service: str, number: str) -> None:
        """See ports.carrier.Carrier."""
        self._call("POST", mapping.void_path(service, number), {})

    def track(self, number: str) -> list[Checkpoint]:
        """See ports.carrier.Carrier."""
        return mapping.parse_checkpoints(self._call("GET", mapping.track_path(number)))

    def prices(self, request: PriceRequest) -> list[LivePrice | NoPrice]:
        """See ports.prices.PriceTeller."""
        return mapping.parse_prices(self._call("POST", mapping.PRICES_PATH, mapping.build_prices(request)), request)

    def lodge(self, request: EntryRequest) -> EntryAnswer:
        """See ports.customs.Customs."""
        body = self._call("POST", mapping.entries_path(request.country), mapping.build_entry(request), request.key)
        return mapping.parse_entry(body)

    def answer(self, country: str, reference: str) -> EntryAnswer:
        """See ports.customs.Customs."""
        return mapping.parse_entry(self._call("GET", mapping.entries_path(country, reference)))

    def slots(self, carrier: str, pickup: Pickup, on: date) -> list[Slot]:
        """See ports.collection.Collector."""
        return collecting.parse_slots(self._call("POST", "/collections/slots", collecting.build_query(carrier, pickup, on)))

    def book_collection(self, request: CollectionRequest) -> Booking:
        """See ports.collection.Collector."""
        return collecting.parse_booking(self._call("POST", "/collections", collecting.build_request(request), request.key))

    def change_collection(self, change: CollectionChange) -> Booking:
        """See ports.collection.Collector."""
        path = collecting.path_of(change.reference, "change")
        return collecting.parse_booking(self._call("POST", path, collecting.build_change(change), change.key))

    def cancel_collection(self, carrier: str, reference: str) -> None:
        """See ports.collection.Collector."""
        self._call("POST", collecting.path_of(reference, "cancel"), {})

    def collection(self, carrier: str, reference: str) -> Booking:
        """See ports.collection.Collector."""
        return collecting.parse_booking(self._call("GET", collecting.path_of(reference)))

    def buy_cover(self, request: CoverRequest) -> Policy:
        """See ports.cover.Insurer."""
        return covering.parse_policy(self._call("POST", "/covers", covering.build_request(request), request.key))

    def return_cover(self, request: CoverReturn) -> Refund:
        """See ports.cover.Insurer."""
        return covering.parse_refund(self._call("POST", covering.return_path(request.policy), {}, request.key))

    def set_clock(self, **change: float | str) -> dict[str, Any]:
        """Of the simulated world alone: set speed, step_s or now. Gives now, now_us and speed."""
        return self._call("POST", "/clock", dict(change)) if change else self._call("GET", "/clock")

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None, key: str | None = None) -> dict[str, Any]:
        headers = {"Idempotency-Key": key} if key else {}
        try:
            answer = self._http.request(method, path, json=body, headers=headers)
        except httpx.TransportError as error:
            raise Unanswered(f"{type(error).__name__}: {error}") from error
        return mapping.read(answer.status_code, answer.content, answer.headers.get("Retry-After"))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
