"""What mail programs call Drafts, Sent, Junk, Trash and All Mail where SPECIAL-USE is missing.

Exchange, QQ, 163 and Courier do not tell which folder is which, so the name must. Languages: en,
de, fr, es, it, nl, pl, pt, sv, da, nb, fi, cs, hu, ru, uk, tr, el, ro, zh-Hans, zh-Hant, ja, ko.
"""

from __future__ import annotations

from typing import Final

DRAFTS: Final = (
    "Drafts", "Draft", "Draft messages", "Entwürfe", "Entwurf", "Brouillons", "Brouillon",
    "Borradores", "Borrador", "Bozze", "Concepten", "Concepts", "Wersje robocze", "Szkice",
    "Kopie robocze", "Rascunhos", "Rascunho", "Utkast", "Kladder", "Kladde", "Luonnokset",
    "Koncepty", "Rozepsané", "Piszkozatok", "Vázlatok", "Черновики", "Чернетки", "Taslaklar",
    "Πρόχειρα", "Ciorne", "草稿", "草稿箱", "草稿夹", "草稿匣", "寄件草稿", "下書き", "下書",
    "임시 보관함", "임시보관함", "임시 보관", "초안",
)  # fmt: skip
SENT: Final = (
    "Sent", "Sent Items", "Sent Messages", "Sent Mail", "Sent-Mail", "Gesendet",
    "Gesendete Elemente", "Gesendete Objekte", "Gesendete Nachrichten", "Gesendete E-Mails",
    "Envoyés", "Éléments envoyés", "Messages envoyés", "Courrier envoyé", "Objets envoyés",
    "Enviados", "Elementos enviados", "Mensajes enviados", "Correo enviado", "Posta inviata",
    "Inviata", "Inviati", "Elementi inviati", "Verzonden", "Verzonden items",
    "Verzonden berichten", "Wysłane", "Elementy wysłane", "Itens enviados",
    "Mensagens enviadas", "E-mails enviados", "Skickat", "Skickade", "Skickade objekt", "Sendt",
    "Sendt post", "Sendte elementer", "Lähetetyt", "Lähetetyt kohteet", "Odeslané",
    "Odeslaná pošta", "Elküldött", "Elküldött elemek", "Elküldött üzenetek", "Отправленные",
    "Исходящие", "Надіслані", "Відправлені", "Gönderilmiş Öğeler", "Gönderilenler",
    "Gönderilmiş Postalar", "Απεσταλμένα", "Trimise", "Elemente trimise", "Mesaje trimise",
    "已发送", "已发送邮件", "已发送消息", "已發送", "寄件備份", "已傳送的郵件", "寄件匣",
    "送信済み", "送信済みメール", "送信済みアイテム", "送信済みトレイ", "보낸편지함",
    "보낸 편지함", "보낸 메일함",
)  # fmt: skip
JUNK: Final = (
    "Junk", "Junk E-mail", "Junk Email", "Junk Mail", "Spam", "Bulk Mail", "Spamverdacht",
    "Junk-E-Mail", "Unerwünscht", "Werbung", "Courrier indésirable", "Indésirables",
    "Pourriel", "Correo no deseado", "Posta indesiderata", "Ongewenste e-mail",
    "Ongewenste reclame", "Wiadomości-śmieci", "Lixo Eletrônico", "Lixo Eletrónico",
    "E-mail de Lixo", "Skräppost", "Uønsket e-mail", "Uønsket post", "Søppelpost",
    "Uønsket e-post", "Roskaposti", "Nevyžádaná pošta", "Levélszemét", "Спам",
    "Нежелательная почта", "Небажана пошта", "Önemsiz", "Önemsiz E-posta", "Gereksiz",
    "Ανεπιθύμητα", "Ανεπιθύμητη αλληλογραφία", "Mesaje nesolicitate", "E-mail nedorit",
    "垃圾邮件", "垃圾箱邮件", "垃圾郵件", "迷惑メール", "스팸", "스팸함", "스팸메일함",
    "정크 메일",
)  # fmt: skip
TRASH: Final = (
    "Trash", "Deleted", "Deleted Items", "Deleted Messages", "Bin", "Papierkorb", "Gelöscht",
    "Gelöschte Elemente", "Gelöschte Objekte", "Corbeille", "Éléments supprimés",
    "Messages supprimés", "Papelera", "Elementos eliminados", "Cestino", "Posta eliminata",
    "Elementi eliminati", "Prullenbak", "Verwijderde items", "Kosz", "Elementy usunięte",
    "Lixeira", "Lixo", "Itens Excluídos", "Itens Eliminados", "Papperskorgen", "Borttaget",
    "Papirkurv", "Slettet post", "Slettede elementer", "Papirkurven", "Søppel", "Roskakori",
    "Poistetut", "Poistetut kohteet", "Koš", "Odstraněná pošta", "Kuka", "Lomtár",
    "Törölt elemek", "Корзина", "Удаленные", "Удалённые", "Кошик", "Видалені",
    "Çöp Kutusu", "Çöp", "Silinmiş Öğeler", "Κάδος απορριμμάτων", "Κάδος",
    "Διαγραμμένα", "Coș de gunoi", "Coș", "Elemente șterse", "已删除", "已删除邮件", "已刪除",
    "已删除消息", "垃圾桶", "废件箱", "回收站", "刪除的郵件", "ゴミ箱", "ごみ箱",
    "削除済みアイテム", "휴지통", "지운 편지함", "삭제된 메일함",
)  # fmt: skip
ALL_MAIL: Final = (
    "All Mail", "Alle Nachrichten", "Tous les messages", "Todos", "Todos los mensajes",
    "Tutti i messaggi", "Tutta la posta", "Alle berichten", "Alle e-mails", "Wszystkie",
    "Todos os e-mails", "Com Todo o Correio", "Alla mail", "Alle mails", "All e-post",
    "Kaikki viestit", "Všechny zprávy", "Összes levél", "Вся почта", "Уся пошта",
    "Tüm Postalar", "Όλα τα μηνύματα", "Toate mesajele", "所有邮件", "所有郵件", "全部郵件",
    "すべてのメール", "전체보관함",
)  # fmt: skip

# Only the user's own folders count: at the top, under INBOX (Courier, Cyrus) or Gmail's own.
PARENTS: Final = ("", "inbox", "[gmail]", "[google mail]")
