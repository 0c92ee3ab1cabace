// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/pseudo_translator.h"

#include <string_view>

namespace tidegate::app {

namespace {

QChar accented(QChar letter)
{
    static constexpr std::u16string_view plain = u"aceginosuyzACEGINOSUYZ";
    static constexpr std::u16string_view dressed = u"áçéğíñöšüýžÁÇÉĞÍÑÖŠÜÝŽ";
    const auto at = plain.find(letter.unicode());
    return at == std::u16string_view::npos ? letter : QChar(dressed[at]);
}

} // namespace

QString PseudoTranslator::translate(const char *context, const char *text, const char *, int) const
{
    // Names of keys, and the direction of writing, are not for reading.
    const std::string_view from(context ? context : "");
    const auto source = QString::fromUtf8(text);
    if (from == "QShortcut" || source.isEmpty() || source == QLatin1String("QT_LAYOUT_DIRECTION"))
        return {};
    QString result;
    bool inTag = false;
    for (qsizetype at = 0; at < source.size(); ++at) {
        const auto letter = source[at];
        inTag = letter == QLatin1Char('<') || (inTag && letter != QLatin1Char('>'));
        const bool marks = letter == QLatin1Char('%') || letter == QLatin1Char('&');
        result += inTag ? letter : accented(letter);
        if (marks && at + 1 < source.size())
            result += source[++at]; // %1, %n, the letter of a mnemonic
    }
    return QLatin1Char('[') + result + QString(source.size() / 3 + 1, QLatin1Char('~')) + QLatin1Char(']');
}

} // namespace tidegate::app
