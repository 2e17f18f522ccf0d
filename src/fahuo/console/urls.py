"""The addresses of the console."""

from django.urls import path

from fahuo.console.pages import cases, entry, find, imports, mend, order, orders, papers, parcels, products, services, today

urlpatterns = [
    path("login/", entry.Login.as_view(), name="login"),
    path("logout/", entry.Logout.as_view(), name="logout"),
    path("enter/<str:token>/", entry.enter_once, name="enter"),
    path("language/", entry.language, name="set_language"),
    path("", today.today, name="today"),
    path("today/causes/", today.causes, name="causes"),
    path("today/mend/", mend.mend, name="mend"),
    path("steps/<slug:name>/", today.step, name="step"),
    path("find/", find.find, name="find"),
    path("orders/", orders.listed, name="orders"),
    path("orders/do/", orders.bulk, name="orders_bulk"),
    path("orders/file.<str:kind>", orders.download, name="orders_file"),
    path("orders/<int:order_id>/", order.order, name="order"),
    path("orders/<int:order_id>/do/", order.do, name="order_do"),
    path("parcels/", parcels.listed, name="parcels"),
    path("parcels/do/", parcels.bulk, name="parcels_bulk"),
    path("parcels/labels.pdf", papers.labels, name="labels_pdf"),
    path("parcels/<int:parcel_id>/", parcels.parcel, name="parcel"),
    path("parcels/<int:parcel_id>/offers/<int:service_id>/", parcels.offer, name="offer"),
    path("parcels/<int:parcel_id>/label.pdf", papers.label, name="label_pdf"),
    path("parcels/<int:parcel_id>/invoice.pdf", papers.invoice, name="invoice_pdf"),
    path("imports/", imports.listed, name="imports"),
    path("imports/upload/", imports.upload, name="import_upload"),
    path("imports/columns/<str:token>/", imports.preview, name="import_columns"),
    path("imports/<int:import_id>/", imports.one, name="import"),
    path("imports/<int:import_id>/refused.<str:kind>", imports.refused, name="import_refused"),
    path("products/", products.listed, name="products"),
    path("products/new/", products.create, name="product_new"),
    path("products/<int:product_id>/", products.product, name="product"),
    path("products/<int:product_id>/customs/", products.customs, name="product_customs"),
    path("products/<int:product_id>/receive/", products.receive, name="product_receive"),
    path("stock/", products.stock, name="stock"),
    path("services/", services.listed, name="services"),
    path("services/<int:service_id>/", services.service, name="service"),
    path("cases/", cases.listed, name="cases"),
    path("cases/<int:case_id>/", cases.case, name="case"),
]
