"""Buyers' numbers that some destinations demand, made up so that their check digits are right."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from fahuo.sample.draw import Draw, Integers

_STEMS = "GAHL FESO MUPA HELU CAVE IBMO NARI PESA ROCA ORNI SOLE VIDA LOME TREJ ZAVI DUMA".split()  # noqa: SIM905
_RFC_LETTERS = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"  # the order in which Mexico's check digit counts them
_HOMOCLAVE = "123456789ABCDEFGHIJKLMNPQRSTUV"


def tax_ids(kind: str, person: Integers, draw: Draw) -> pl.Series:
    """One number a person: cpf (BR), rut (CL), idnr (IL), pccc (KR), rfc (MX)."""
    return {"cpf": _cpf, "rut": _rut, "idnr": _idnr, "pccc": _pccc, "rfc": _rfc}[kind](person, draw)


def _digits(number: Integers, width: int) -> Integers:
    return number[:, None] // 10 ** np.arange(width - 1, -1, -1) % 10


def _texts(digits: Integers) -> pl.Series:
    width = digits.shape[1]
    return pl.Series((digits * 10 ** np.arange(width - 1, -1, -1)).sum(axis=1)).cast(pl.String).str.zfill(width)


def _cpf(person: Integers, draw: Draw) -> pl.Series:
    """CPF: nine digits and two check digits modulo 11 (as in python-stdnum, stdnum.br.cpf)."""
    digits = _digits(draw.whole("cpf", person, 10_000_000, 899_999_999), 9)
    for start in (10, 11):
        check = 11 - (digits * np.arange(start, 1, -1)).sum(axis=1) % 11
        digits = np.column_stack([digits, np.where(check > 9, 0, check)])
    return _texts(digits)


def _rut(person: Integers, draw: Draw) -> pl.Series:
    """RUT: eight digits and a check digit modulo 11, K for ten (stdnum.cl.rut)."""
    number = draw.whole("rut", person, 10_000_000, 25_999_999)
    check = (_digits(number, 8) * np.array([3, 2, 7, 6, 5, 4, 3, 2])).sum(axis=1)
    letters = pl.Series(list("0K987654321"))
    return pl.Series(number).cast(pl.String) + "-" + letters.gather(check % 11)


def _idnr(person: Integers, draw: Draw) -> pl.Series:
    """Teudat Zehut: eight digits and a Luhn check digit (stdnum.il.idnr)."""
    digits = _digits(draw.whole("idnr", person, 1_000_000, 39_999_999), 8)
    doubled = digits * np.array([1, 2, 1, 2, 1, 2, 1, 2])
    check = -(doubled // 10 + doubled % 10).sum(axis=1) % 10
    return _texts(np.column_stack([digits, check]))


def _pccc(person: Integers, draw: Draw) -> pl.Series:
    """PCCC: P, the year of issue, ten digits. How its last digit is checked is not published: the form alone is right."""
    year = pl.Series(draw.whole("pccc year", person, 12, 25)).cast(pl.String)
    rest = pl.Series(draw.whole("pccc", person, 0, 9_999_999_999)).cast(pl.String).str.zfill(10)
    return "P" + year + rest


def _rfc(person: Integers, draw: Draw) -> pl.Series:
    """RFC of a person: four letters, date of birth, two letters or digits, check (stdnum.mx.rfc)."""
    stem = pl.Series(_STEMS).gather(draw.whole("rfc", person, 0, len(_STEMS) - 1))
    parts = [
        pl.Series(draw.whole(f"rfc {part}", person, *span)).cast(pl.String).str.zfill(2)
        for part, *span in (("y", 60, 99), ("m", 1, 12), ("d", 1, 28))
    ]
    clave = pl.Series(list(_HOMOCLAVE))
    ends = [clave.gather(draw.whole(f"rfc end {i}", person, 0, len(_HOMOCLAVE) - 1)) for i in (1, 2)]
    body = stem + parts[0] + parts[1] + parts[2] + ends[0] + ends[1]
    codes: npt.NDArray[np.uint8] = np.frombuffer("".join(body).encode("ascii"), dtype=np.uint8).reshape(len(body), 12)
    values = np.zeros(128, dtype=np.int64)
    for value, letter in enumerate(_RFC_LETTERS[:38]):
        values[ord(letter)] = value
    check = -(values[codes] * np.arange(13, 1, -1)).sum(axis=1) % 11
    return body + pl.Series(list("0123456789A")).gather(check)
