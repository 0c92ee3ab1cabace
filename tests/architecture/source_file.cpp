// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "source_file.h"

#include <QDirIterator>
#include <QFile>

#include <algorithm>
#include <regex>

namespace tidegate::architecture {

namespace {

/// Blanks comments and literals, so that a word in a sentence is not taken for code.
class Blanker
{
public:
    explicit Blanker(const std::string &text) : m_text(text), m_code(text) {}

    std::string run()
    {
        while (m_at < m_text.size()) {
            if (starts("//"))
                blankTo(m_text.find('\n', m_at));
            else if (starts("/*"))
                blankTo(after(m_text.find("*/", m_at + 2), 2));
            else if (starts("R\""))
                rawLiteral();
            else if (m_text[m_at] == '"' || (m_text[m_at] == '\'' && !isDigitSeparator()))
                literal(m_text[m_at]);
            else
                ++m_at;
        }
        return m_code;
    }

private:
    bool starts(const char *word) const { return m_text.compare(m_at, 2, word) == 0; }
    bool isDigitSeparator() const
    {
        return m_at > 0 && std::isxdigit(static_cast<unsigned char>(m_text[m_at - 1]));
    }
    std::size_t after(std::size_t found, std::size_t length) const
    {
        return found == std::string::npos ? m_text.size() : found + length;
    }
    void blankTo(std::size_t end)
    {
        end = std::min(end, m_text.size());
        for (; m_at < end; ++m_at) {
            if (m_text[m_at] != '\n')
                m_code[m_at] = ' ';
        }
    }
    void literal(char quote)
    {
        auto end = m_at + 1;
        while (end < m_text.size() && m_text[end] != quote && m_text[end] != '\n')
            end += m_text[end] == '\\' ? 2 : 1;
        ++m_at;
        blankTo(end);
        ++m_at;
    }
    void rawLiteral()
    {
        const auto open = m_text.find('(', m_at);
        const auto close = ")" + m_text.substr(m_at + 2, open - m_at - 2) + "\"";
        blankTo(after(m_text.find(close, m_at), close.size()));
    }

    const std::string &m_text;
    std::string m_code;
    std::size_t m_at = 0;
};

std::vector<Include> includesOf(const std::string &text)
{
    static const std::regex pattern(R"(^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">])");
    std::vector<Include> found;
    int number = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        ++number;
        std::smatch match;
        const auto line = text.substr(at, end - at);
        if (std::regex_search(line, match, pattern))
            found.push_back({match[2], match[1] == "\"", number});
        at = end + 1;
    }
    return found;
}

} // namespace

SourceFile::SourceFile(std::string p, std::string t)
    : path(std::move(p)),
      text(std::move(t)),
      code(Blanker(text).run()),
      includes(includesOf(text)),
      lines(static_cast<int>(std::count(text.begin(), text.end(), '\n')))
{
}

std::string SourceFile::room() const
{
    const auto first = path.find('/');
    const auto second = path.find('/', first + 1);
    if (second == std::string::npos)
        return {};
    const auto folder = path.substr(first + 1, second - first - 1);
    return part() == "engine" ? folder : part() + "/" + folder;
}

std::vector<SourceFile> readSources(const std::string &top, const std::vector<std::string> &parts)
{
    std::vector<SourceFile> sources;
    const auto root = QString::fromStdString(top);
    for (const auto &part : parts) {
        QDirIterator files(root + QLatin1Char('/') + QString::fromStdString(part),
                           {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                sources.emplace_back(file.fileName().mid(root.size() + 1).toStdString(),
                                     file.readAll().toStdString());
        }
    }
    return sources;
}

} // namespace tidegate::architecture
