"""The addresses of the pages of stock."""

from __future__ import annotations

from django.urls import path

from fahuo.console.pages.stock import bins, card, counts, inbounds, labels, lots, places, put_away, reports

urlpatterns = [
    path("stock/", places.listed, name="stock"),
    path("stock/file.<str:kind>", places.download, name="stock_file"),
    path("stock/products/<int:product_id>/", card.card, name="stock_card"),
    path("stock/products/<int:product_id>/do/", card.do, name="stock_do"),
    path("stock/products/<int:product_id>/keep/", card.keep, name="stock_keep"),
    path("stock/products/<int:product_id>/labels.pdf", labels.product_pdf, name="product_labels_pdf"),
    path("stock/moves/<int:move_id>/undo/", card.undo, name="move_undo"),
    path("stock/put-away/", put_away.listed, name="put_away"),
    path("stock/put-away/do/", put_away.do, name="put_away_do"),
    path("stock/bins/", bins.listed, name="stock_bins"),
    path("stock/bins/create/", bins.create, name="bins_create"),
    path("stock/bins/upload/", bins.upload, name="bins_upload"),
    path("stock/bins/labels.pdf", labels.bins_pdf, name="bins_labels_pdf"),
    path("stock/bins/<int:bin_id>/", bins.one, name="stock_bin"),
    path("stock/bins/<int:bin_id>/change/", bins.change, name="bin_change"),
    path("stock/bins/<int:bin_id>/do/", bins.do, name="bin_do"),
    path("stock/lots/", lots.listed, name="stock_lots"),
    path("stock/lots/write-off/", lots.write_off, name="lots_write_off"),
    path("stock/reorder/", reports.reorder, name="stock_reorder"),
    path("stock/reorder/file.<str:kind>", reports.reorder_file, name="reorder_file"),
    path("stock/age/", reports.age, name="stock_age"),
    path("stock/age/file.<str:kind>", reports.age_file, name="age_file"),
    path("stock/inbounds/", inbounds.listed, name="inbounds"),
    path("stock/inbounds/new/", inbounds.create, name="inbound_new"),
    path("stock/inbounds/<int:inbound_id>/", inbounds.one, name="inbound"),
    path("stock/inbounds/<int:inbound_id>/do/", inbounds.do, name="inbound_do"),
    path("stock/inbounds/<int:inbound_id>/marks.pdf", inbounds.marks_pdf, name="inbound_marks_pdf"),
    path("stock/inbounds/<int:inbound_id>/file.<str:kind>", inbounds.file, name="inbound_file"),
    path("stock/counts/", counts.listed, name="counts"),
    path("stock/counts/new/", counts.create, name="count_new"),
    path("stock/counts/<int:count_id>/", counts.one, name="count"),
    path("stock/counts/<int:count_id>/do/", counts.do, name="count_do"),
    path("stock/counts/<int:count_id>/hand/", counts.hand, name="count_hand"),
    path("stock/counts/<int:count_id>/scan/", counts.scan, name="count_scan"),
]
