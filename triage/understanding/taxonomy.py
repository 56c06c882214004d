"""The fixed vocabulary of complaints: types, demands, signals, teams, evidence.

Nothing is decided here; the words are used alike in code, templates, settings and pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    """What the customer complains about: exactly one per case."""

    NOT_SHIPPED = "not_shipped"
    DELIVERY_DELAY = "delivery_delay"
    PARCEL_LOST = "parcel_lost"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    MISSING_ITEM = "missing_item"
    DEFECTIVE = "defective"
    NOT_AS_DESCRIBED = "not_as_described"
    RETURN_EXCHANGE = "return_exchange"
    REFUND_STATUS = "refund_status"
    ORDER_CHANGE = "order_change"
    PAYMENT_BILLING = "payment_billing"
    CUSTOMS_TAX = "customs_tax"
    PRICE_PROMO = "price_promo"
    SERVICE_ATTITUDE = "service_attitude"
    WARRANTY_REPAIR = "warranty_repair"
    PRODUCT_QUESTION = "product_question"
    OTHER = "other"


class Demand(StrEnum):
    """What the customer wants done; any number."""

    REFUND = "refund"
    PARTIAL_REFUND = "partial_refund"
    REPLACEMENT = "replacement"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    MISSING_PART = "missing_part"
    COMPENSATION = "compensation"
    INFORMATION = "information"
    CANCELLATION = "cancellation"
    ADDRESS_CHANGE = "address_change"
    INVOICE = "invoice"
    APOLOGY = "apology"
    RETURN_LABEL = "return_label"


class Signal(StrEnum):
    """What raises the urgency; any number. The last two are letters with a clock of their own."""

    LEGAL_THREAT = "legal_threat"
    CHARGEBACK_THREAT = "chargeback_threat"
    REVIEW_THREAT = "review_threat"
    SAFETY_HAZARD = "safety_hazard"
    DEADLINE = "deadline"
    REPEAT_CONTACT = "repeat_contact"
    ANGER = "anger"
    PRIVACY_REQUEST = "privacy_request"
    OFFICIAL_LETTER = "official_letter"


class Team(StrEnum):
    """Who owns a case of a type by default."""

    WAREHOUSE = "warehouse"
    LOGISTICS = "logistics"
    QUALITY = "quality"
    LISTING = "listing"
    AFTER_SALES = "after_sales"
    FINANCE = "finance"
    SALES = "sales"
    COMPLIANCE = "compliance"
    MANAGER = "manager"
    FRONT_DESK = "front_desk"


class Responsibility(StrEnum):
    """A hint at first, settled by the agent."""

    SELLER = "seller"
    SUPPLIER = "supplier"
    CARRIER = "carrier"
    CUSTOMER = "customer"
    PAYMENT_PROVIDER = "payment_provider"
    AUTHORITY = "authority"
    FORCE_MAJEURE = "force_majeure"
    NONE = "none"


class Evidence(StrEnum):
    """What we may have to ask the customer for."""

    ORDER_NUMBER = "order_number"
    ADDRESS_CHECK = "address_check"  # is the delivery address correct?
    NEIGHBOUR_CHECK = "neighbour_check"  # asked neighbours, household, post office?
    PARCEL_PHOTOS = "parcel_photos"  # parcel, shipping label and item
    ITEM_LABEL_PHOTO = "item_label_photo"  # the item received and its label
    CONTENTS_PHOTO = "contents_photo"  # everything in the parcel, and the packing slip
    FAULT_PHOTO_VIDEO = "fault_photo_video"
    MEASUREMENT_PHOTO = "measurement_photo"  # photo, measurements against the listing
    RETURN_REASON = "return_reason"  # reason and condition of the item
    CHARGE_DETAILS = "charge_details"  # date and amount of the charge; never card data
    CUSTOMS_LETTER = "customs_letter"
    OFFER_SCREENSHOT = "offer_screenshot"  # screenshot of the price, code used
    PURCHASE_DETAILS = "purchase_details"  # purchase date, serial number
    PRODUCT_NAME = "product_name"


@dataclass(frozen=True, slots=True)
class TypeRule:
    """What DOMAIN.md's table says of a type."""

    team: Team
    asks: tuple[Evidence, ...]
    responsibility: Responsibility


E_, R_, T_ = Evidence, Responsibility, Team
RULES: dict[Type, TypeRule] = {
    Type.NOT_SHIPPED: TypeRule(T_.WAREHOUSE, (E_.ORDER_NUMBER,), R_.SELLER),
    Type.DELIVERY_DELAY: TypeRule(T_.LOGISTICS, (E_.ORDER_NUMBER, E_.ADDRESS_CHECK), R_.CARRIER),
    Type.PARCEL_LOST: TypeRule(T_.LOGISTICS, (E_.ORDER_NUMBER, E_.NEIGHBOUR_CHECK), R_.CARRIER),
    Type.DAMAGED: TypeRule(T_.LOGISTICS, (E_.ORDER_NUMBER, E_.PARCEL_PHOTOS), R_.CARRIER),
    Type.WRONG_ITEM: TypeRule(T_.WAREHOUSE, (E_.ORDER_NUMBER, E_.ITEM_LABEL_PHOTO), R_.SELLER),
    Type.MISSING_ITEM: TypeRule(T_.WAREHOUSE, (E_.ORDER_NUMBER, E_.CONTENTS_PHOTO), R_.SELLER),
    Type.DEFECTIVE: TypeRule(T_.QUALITY, (E_.ORDER_NUMBER, E_.FAULT_PHOTO_VIDEO), R_.SUPPLIER),
    Type.NOT_AS_DESCRIBED: TypeRule(T_.LISTING, (E_.ORDER_NUMBER, E_.MEASUREMENT_PHOTO), R_.SELLER),
    Type.RETURN_EXCHANGE: TypeRule(
        T_.AFTER_SALES, (E_.ORDER_NUMBER, E_.RETURN_REASON), R_.CUSTOMER
    ),
    Type.REFUND_STATUS: TypeRule(T_.FINANCE, (E_.ORDER_NUMBER,), R_.SELLER),
    Type.ORDER_CHANGE: TypeRule(T_.SALES, (E_.ORDER_NUMBER,), R_.CUSTOMER),
    Type.PAYMENT_BILLING: TypeRule(
        T_.FINANCE, (E_.ORDER_NUMBER, E_.CHARGE_DETAILS), R_.PAYMENT_PROVIDER
    ),
    Type.CUSTOMS_TAX: TypeRule(T_.COMPLIANCE, (E_.ORDER_NUMBER, E_.CUSTOMS_LETTER), R_.AUTHORITY),
    Type.PRICE_PROMO: TypeRule(T_.SALES, (E_.OFFER_SCREENSHOT,), R_.SELLER),
    Type.SERVICE_ATTITUDE: TypeRule(T_.MANAGER, (), R_.SELLER),
    Type.WARRANTY_REPAIR: TypeRule(
        T_.AFTER_SALES, (E_.ORDER_NUMBER, E_.PURCHASE_DETAILS, E_.FAULT_PHOTO_VIDEO), R_.SUPPLIER
    ),
    Type.PRODUCT_QUESTION: TypeRule(T_.SALES, (E_.PRODUCT_NAME,), R_.NONE),
    Type.OTHER: TypeRule(T_.FRONT_DESK, (), R_.NONE),
}
