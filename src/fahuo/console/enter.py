"""The one-time login link: signed, good for ten minutes, and used up by the login itself."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from fahuo.records.models import User

SALT = "fahuo.enter"
GOOD_FOR_S = 600


def path_for(user: User) -> str:
    """The path of a link that logs this user in once: /enter/<token>/."""
    return reverse("enter", args=[token_for(user)])


def token_for(user: User) -> str:
    """A token that carries the user and the time of the last login: the login that it allows makes it worthless."""
    return TimestampSigner(salt=SALT).sign_object({"user": user.pk, "seen": _seen(user)}, compress=True)


def take(token: str) -> User | None:
    """The user behind a token, who counts as logged in from here on; None where it is forged, too old or used."""
    try:
        held = TimestampSigner(salt=SALT).unsign_object(token, max_age=GOOD_FOR_S)
    except BadSignature:
        return None
    with transaction.atomic():
        user = get_user_model().objects.select_for_update().filter(pk=held["user"], is_active=True).first()
        if user is None or _seen(user) != held["seen"]:
            return None
        user.last_login = timezone.now()
        user.save(update_fields=["last_login"])
        return user


def _seen(user: User) -> str:
    return user.last_login.isoformat() if user.last_login else ""
