"""Exports as the platforms write them, with invented people; each a file of bytes."""

# ruff: noqa: E501 - lines as long as the platforms write them
from __future__ import annotations

SHOPIFY = b'''\
Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Street,Billing Country,Billing Phone,Shipping Name,Shipping City,Shipping Zip,Shipping Country,Shipping Phone,Notes,Cancelled at,Payment Method,Refunded Amount,Id,Tags
#10423,Anna.Berg@Customer.Example,paid,2026-11-15 20:41:40 +0100,fulfilled,2026-11-17 09:00:00 +0100,no,EUR,84.90,5.00,14.34,89.90,,0.00,DHL,2026-11-15 20:41:37 +0100,1,Table lamp Opal,64.90,,LAMP-OPAL,true,true,fulfilled,Anna Berg,Am Hang 1,DE,+49 30 1234567,Anna Berg,Berlin,'10115,DE,,"Please ring
twice, ""thank you""",,Shopify Payments,0.00,5551112223334,
#10423,,,,,,,,,,,,,,,,2,Bulb E27 warm,10.00,,BULB-27,true,true,fulfilled,,,,,,,,,,,,,,,
#10424,bo@customer.example,partially_refunded,2026-11-16 08:00:00 +0100,unfulfilled,,no,EUR,20.00,0.00,3.19,20.00,,0.00,DHL,2026-11-16 07:59:00 +0100,1,"Towel, striped",20.00,,TOWEL,true,true,pending,Bo Lind,,SE,,Bo Lind,Lund,22100,SE,,,,Klarna,5.00,5551112223335,
#10425,cy@customer.example,voided,,unfulfilled,,no,EUR,20.00,0.00,3.19,20.00,,0.00,DHL,2026-11-16 23:30:00 -0500,1,Towel,20.00,,TOWEL,true,true,pending,Cy Ode,,US,,Cy Ode,Troy,12180,US,,,2026-11-17 01:00:00 -0500,manual,0.00,5551112223336,
'''

AMAZON = (
    "order-id\torder-item-id\tpurchase-date\tpayments-date\tbuyer-email\tbuyer-name\tbuyer-phone-number\t"
    "sku\tproduct-name\tquantity-purchased\tcurrency\titem-price\titem-tax\tshipping-price\tship-service-level\t"
    "recipient-name\tship-city\tship-postal-code\tship-country\r\n"
    "302-1234567-7654321\t1\t2026-11-18T23:30:00+00:00\t2026-11-18T23:31:00+00:00\tq7x@marketplace.amazon.de\t"
    'Dora Weiß\t+49 170 1\tLAMP-12\tString lights 12" warm\t1\tEUR\t29.99\t4.79\t3.99\tStandard\tDora Weiß\tKöln\t50667\tDE\r\n'
    "302-1234567-7654321\t2\t2026-11-18T23:30:00+00:00\t2026-11-18T23:31:00+00:00\tq7x@marketplace.amazon.de\t"
    "Dora Weiß\t+49 170 1\tLAMP-6\tString lights 6 m\t2\tEUR\t20.00\t3.19\t0.00\tStandard\tDora Weiß\tKöln\t50667\tDE\r\n"
    "028-7654321-1234567\t3\t2026-11-19T08:00:00+00:00\t\tz1@marketplace.amazon.de\tEmil\t\tPOT\tEnamel pot\t1\tEUR\t18.00\t2.87\t0.00\tStandard\tEmil\tBonn\t53111\tDE\r\n"
).encode("cp1252")

EBAY = """\
\ufeff

"Sales Record Number","Order Number","Buyer Username","Buyer Name","Buyer Email","Buyer Note","Ship To Name","Ship To Phone","Ship To City","Ship To Zip","Ship To Country","Item Number","Item Title","Custom Label","Quantity","Sold For","Shipping And Handling","Total Price","Sale Date","Paid On Date","Shipped On Date","Shipping Service","Tracking Number"

"1201","14-12387-50921","feld_m","Marcus Feld","Invalid Request","","Marcus Feld","+44 1","Leeds","LS1 1AA","United Kingdom","","","","2","$38.00","$0.00","US $1,038.00","Nov-13-26","Nov-13-26","Nov-16-26","USPS Ground","9400111899223456789012"
"1201","14-12387-50921","","","","","","","","","","1122","Brass storm lantern","BR-1","1","$20.00","","","","","","",""
"1201","14-12387-50921","","","","","","","","","","1123","Wick","BR-2","3","$18.00","","","","","","",""
"1202","14-12388-50922","gus","Gus Tell","gus@members.ebay.com","","Gus Tell","","Linz","4020","Austria","1124","Lantern","BR-3","1","$9.00","$0.00","$9.00","Nov-14-26","","","","",

"2","record(s) downloaded,","from ","Nov-10-26","00:00:00"," to ","Nov-20-26"
Seller ID : lanterns
""".encode()

EBAY_GERMAN = """\

Verkaufsprotokollnummer;Bestellnummer;Nutzername des Käufers;Name des Käufers;E-Mail des Käufers;Artikelnummer;Angebotstitel;Bestandseinheit;Anzahl;Verkauft für;Gesamtbetrag;Verkauft am;Verschickt am - Datum;Versand nach Land
1;23-12345-12345;kaeufer;Jörg Häßler;jh@members.ebay.com;77;Öllampe;OL;1;116,99 €;1.116,99 €;10-Dez-25;12-Dez-25;Österreich
""".encode()

ETSY = b"""\
Sale Date,Order ID,Buyer User ID,Full Name,First Name,Last Name,Number of Items,Payment Method,Date Shipped,Street 1,Ship City,Ship Zipcode,Ship Country,Currency,Order Value,Order Total,Status,Buyer,SKU
09/25/26,3123456789,jd,"Jane Doe",Jane,Doe,1,Credit Card,09/28/26,1 Main,Austin,78701,United States,USD,20.00,24.50,,jane,"A,B"
"""

WOO_PLUGIN = """\
Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),Email (Billing),Country Code (Shipping),Order Total Amount,Item #,Item Name,SKU,Quantity (- Refund)
4711,Processing,2026-11-20 09:12,,Zoë,Kranz,ZOE@customer.example,AT,45.50,1,Kettle,KT,1
4711,Processing,2026-11-20 09:12,,Zoë,Kranz,ZOE@customer.example,AT,45.50,2,Lid,LD,1
""".encode("utf-16")

WOO_SUITE = """\
order_id;order_number;order_date;status;billing_first_name;billing_last_name;billing_email;shipping_country;order_currency;order_total;line_items
900;FR-20517;2026-11-20 09:12:33;wc-completed;Léa;Roux;lea@customer.example;FR;EUR;"1.299,00";Lampe × 2
""".encode("cp1252")

ALIEXPRESS_ROWS = [
    ["订单号", "订单状态", "负责人", "买家名称", "下单时间", "付款时间", "产品总金额", "订单金额", "产品信息", "收货人名称", "收货国家", "电话", "物流追踪号", "实际发货物流"],
    ["8192837465019283", "等待买家收货", "a", "marta", "2026-10-31 02:20", "2026-10-31 02:21", "US $15.49", "US $17.49", "Folding LED desk lamp", "Marta G.", "西班牙", "+34 1", "YT2630600123456789", "云途"],
]  # fmt: skip

TAOBAO = """\
订单编号,买家会员名,买家应付货款,总金额,买家实际支付金额,订单状态,收货人姓名,联系手机,订单创建时间,订单付款时间,宝贝标题,宝贝总数量,物流单号,物流公司
="2012345678901234567",tb1,199.00,199.00,"1,199.00",卖家已发货，等待买家确认,王小明,'13800000000,2026/11/18 09:05,2026/11/18 09:06,北欧台灯,1,="YT1234567890123",圆通速递
""".encode("gb18030")

SHOPEE = b"""\
No. Pesanan\tStatus Pesanan\tNo. Resi\tOpsi Pengiriman\tWaktu Pesanan Dibuat\tNama Produk\tNomor Referensi SKU\tJumlah\tTotal Pembayaran\tNama Penerima
260314ABCD12EF\tSelesai\tSPXID061234567\tSPX Standard\t2026-03-14 10:22\tLampu tidur\tLT-1\t2\t129.000\tRizky
"""

TIKTOK = b"""\
Order ID,Order Status,Order Substatus,Seller SKU,Product Name,Quantity,Order Amount,Created Time,Tracking ID,Shipping Provider Name,Recipient,Country
Platform unique order ID.,Order status.,Order sub status.,Seller sku.,Product name.,Sku sold quantity.,It is the total amount.,Order created time.,Tracking id.,Provider.,Name,Country
576123456789012345\t,To ship\t,Awaiting collection\t,LT\t,Night light\t,1,12.50 GBP,18/11/2026 09:15:00\t,GB123\t,Evri\t,Sam\t,United Kingdom
"""

ALLEGRO = """\
OrderId;OrderDate;SellerStatus;BuyerLogin;BuyerEmail;DeliveryRecipient;DeliveryCountryCode;TotalToPayAmount;TotalToPayCurrency;OfferName;Quantity
29738e61-7f6a-11e8-ac45-09db60ede9d6;2026-11-18T20:01:02;SENT;ola;ola+3f2@allegromail.pl;Ola Nowak;PL;74,00;PLN;Młynek;1
""".encode()

WALMART = b"""\
PO#|Order#|Order Date|Customer Name|Ship to Country|SKU|Item Description|Qty|Item Cost|Shipping Cost|Tax|Status|Carrier|Tracking Number
108834567890123|2000123-45678901|11/20/2026|Pat Low|USA|WM|Lantern|1|20.00|4.00|1.20|Shipped|UPS|1Z7A20E66803102900
"""

GERMAN_SHOP = """\
Bestell-Nr.;Datum;Kunde;E-Mail-Adresse;Land;Gesamtbetrag;Währung;Artikel;Menge;Status;Sendungsnummer
LL-20517;03.11.2026;Jürgen Groß;j.gross@kunde.example;Deutschland;1.299,00;EUR;Stehleuchte;1;Versandt;00340434292135100186
LL-20518;04.11.2026;Änne Möller;a.moeller@kunde.example;Österreich;19,90;EUR;Kerze;2;storniert;
""".encode("cp1252")
