"""What the buyer asked for, and where it will be taken from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fahuo.records.models import Merchant, Product, Warehouse


class Import(models.Model):
    """A file of orders on its way in. The file is kept whole, so that work can go on after any crash."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    name = models.CharField(_("file"), max_length=255)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    mapping = models.TextField(_("column mapping"), blank=True)  # a name, a whole mapping as JSON, or empty: the best fit
    shop = models.CharField(_("shop"), max_length=40)
    on = models.DateField(_("planned as of"))
    by = models.CharField(_("by"), max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)
    orders_total = models.IntegerField(null=True)  # known once the file is read
    orders_done = models.IntegerField(default=0)
    batches_total = models.IntegerField(null=True)
    batches_done = models.IntegerField(default=0)  # batches are committed in order; a restart goes on from here
    tally = models.JSONField(default=dict)  # orders, lines, planned_lines, refused_lines, not_goods_lines, parcels, known_orders, refusals
    failure = models.TextField(blank=True)  # why the file as a whole could not be read: {"zh": ..., "en": ...}
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]


class ColumnMapping(models.Model):
    """A saved way of reading a file's columns; `spec` is the JSON of plugins.marketplaces.files.mapping."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    name = models.CharField(_("name"), max_length=80)
    spec = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "name"], name="mapping_once")]

    def __str__(self) -> str:
        return self.name


class ReviewRule(models.Model):
    """An operator's rule; see core.frames.ReviewRules."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    position = models.IntegerField(_("position"))
    country = models.CharField(_("country"), max_length=2, null=True, blank=True)
    shop = models.CharField(_("shop"), max_length=40, null=True, blank=True)
    buyer = models.CharField(_("buyer"), max_length=120, null=True, blank=True)
    attribute = models.IntegerField(_("goods attribute"), null=True, blank=True)
    min_value_minor = models.BigIntegerField(_("value from (minor units)"), null=True, blank=True)
    max_value_minor = models.BigIntegerField(_("value below (minor units)"), null=True, blank=True)
    value_currency = models.CharField(_("currency"), max_length=3, null=True, blank=True)
    repeated_within_days = models.IntegerField(_("repeated within days"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=[("approve", _("approve")), ("hold", _("hold"))])
    note = models.CharField(_("reason"), max_length=200)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.position}. {self.note}"


NUMBERS_SHOWN = 3  # of orders that travel together


class Order(models.Model):
    """One order as the buyer asked for it. What a buyer wrote has no longest length: nothing is cut. It has no status: where it is, is computed from the ledger."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    shop = models.CharField(_("shop"), max_length=100)
    number = models.CharField(_("order number"), max_length=200)
    mode = models.CharField(max_length=10, default="sale")
    placed_at = models.DateTimeField(_("placed at"))
    currency = models.CharField(max_length=3)
    buyer = models.TextField(null=True)
    name = models.TextField(_("recipient"), null=True)
    company = models.TextField(_("company"), null=True)
    street = models.TextField(_("street"), null=True)
    city = models.TextField(_("city"), null=True)
    region = models.TextField(_("state or province"), null=True)
    postcode = models.TextField(_("postcode"), null=True)
    country = models.CharField(_("country"), max_length=2, null=True)
    phone = models.TextField(_("phone"), null=True)
    email = models.TextField(_("e-mail"), null=True)
    tax_id = models.TextField(_("tax number"), null=True)
    goods_minor = models.BigIntegerField(default=0)  # sum of the goods lines
    freight_minor = models.BigIntegerField(default=0)
    discount_minor = models.BigIntegerField(default=0)
    service = models.TextField(null=True)  # asked for by the buyer
    promised_on = models.DateField(null=True)
    made_up = models.TextField(null=True)  # fields that the mapping filled in
    buyer_key = models.TextField(null=True)  # who, and what: core.orders.repeats; the same again soon may be a slip
    content = models.BigIntegerField(default=0)
    hold_rule = models.ForeignKey(ReviewRule, models.SET_NULL, null=True)
    hold_note = models.TextField(null=True)
    import_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "shop", "number", "mode"], name="order_once")]
        indexes = [
            models.Index(fields=["merchant", "-placed_at"], name="order_newest"),
            models.Index(fields=["merchant", "content"], name="order_content"),
        ]

    @property
    def numbers(self) -> str:
        """Its number and those of the orders whose goods travel with it, for papers and the buyer; of many the first."""
        found = [self.number, *(j.guest.number for j in self.carries.all() if j.undone_at is None)]
        return " + ".join(found) if len(found) <= NUMBERS_SHOWN else f"{' + '.join(found[:NUMBERS_SHOWN])} + {len(found) - NUMBERS_SHOWN}"


class OrderLine(models.Model):
    """One line of goods."""

    pk = models.CompositePrimaryKey("order", "line_no")
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", db_index=False, db_constraint=False)
    line_no = models.IntegerField()
    source_row = models.BigIntegerField(null=True)
    sku = models.TextField()
    product = models.ForeignKey(Product, models.PROTECT, null=True, db_index=False, db_constraint=False)
    name = models.TextField(null=True)
    quantity = models.BigIntegerField()
    price_minor = models.BigIntegerField()


class Allocation(models.Model):
    """Pieces of a line promised from a warehouse (of a kit, of each part); reserved in records.Stock by the same transaction."""

    pk = models.CompositePrimaryKey("order", "line_no", "warehouse", "product")
    order = models.ForeignKey(Order, models.CASCADE, related_name="allocations", db_index=False, db_constraint=False)
    line_no = models.IntegerField()
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, db_index=False, db_constraint=False)
    product = models.ForeignKey(Product, models.PROTECT, db_index=False, db_constraint=False)
    quantity = models.BigIntegerField()


class Joining(models.Model):
    """An order whose lines travel with another one's (合并). While it stands, the guest's lines are the host's, numbered on from `shift`, and
    what was paid for them is in the host's amounts; undone, they are the guest's again."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    host = models.ForeignKey(Order, models.CASCADE, related_name="carries")
    guest = models.ForeignKey(Order, models.CASCADE, related_name="travels")
    shift = models.IntegerField()
    lines = models.IntegerField()  # how many
    goods_minor = models.BigIntegerField()
    freight_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guest"], name="travels_once", condition=models.Q(undone_at=None))]

    @property
    def first_line(self) -> int:
        """The guest's first line among the host's."""
        return self.shift + 1

    @property
    def last_line(self) -> int:
        """The guest's last line among the host's."""
        return self.shift + self.lines


class OwnSending(models.Model):
    """How a person had an order sent; see core.frames.Sendings."""

    pk = models.CompositePrimaryKey("order", "line_no", "warehouse", "product")
    order = models.ForeignKey(Order, models.CASCADE, related_name="own_sendings", db_index=False)
    line_no = models.IntegerField()
    warehouse = models.ForeignKey(Warehouse, models.CASCADE, db_index=False)
    product = models.ForeignKey(Product, models.CASCADE, db_index=False)
    quantity = models.BigIntegerField()
    part = models.IntegerField()
    services = models.TextField()
