from django.db import migrations

# Stock from before there were bins lies in one bin of its warehouse, and the ledger of moves opens with it.
OPEN = """
INSERT INTO records_bin (merchant_id, warehouse_id, code, kind, walk, active)
SELECT DISTINCT merchant_id, warehouse_id, 'A-01', 'storage', 0, true FROM records_stock WHERE on_hand > 0;

INSERT INTO records_holding (merchant_id, bin_id, product_id, lot_id, quantity, since)
SELECT s.merchant_id, b.id, s.product_id, NULL, s.on_hand, now()
FROM records_stock s JOIN records_bin b ON b.warehouse_id = s.warehouse_id WHERE s.on_hand > 0;

INSERT INTO records_move (merchant_id, at, kind, product_id, warehouse_id, quantity, to_bin_id, reference, reason, actor)
SELECT h.merchant_id, h.since, 'received', h.product_id, b.warehouse_id, h.quantity, b.id, 'opening', '', 'migration'
FROM records_holding h JOIN records_bin b ON b.id = h.bin_id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ('records', '0003_bins_lots_and_moves'),
    ]

    operations = [migrations.RunSQL(OPEN, migrations.RunSQL.noop)]
