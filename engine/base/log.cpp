// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/log.h"

#include <spdlog/sinks/null_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>

namespace tidegate {

namespace {

/// Redaction sits in front of the real sink, so that no caller can forget it.
class RedactingSink final : public spdlog::sinks::sink
{
public:
    explicit RedactingSink(spdlog::sink_ptr next) : m_next(std::move(next)) {}

    void log(const spdlog::details::log_msg &message) override
    {
        const auto clean = redacted({message.payload.data(), message.payload.size()});
        auto copy = message;
        copy.payload = clean;
        m_next->log(copy);
    }
    void flush() override { m_next->flush(); }
    void set_pattern(const std::string &pattern) override { m_next->set_pattern(pattern); }
    void set_formatter(std::unique_ptr<spdlog::formatter> formatter) override
    {
        m_next->set_formatter(std::move(formatter));
    }

private:
    spdlog::sink_ptr m_next;
};

struct Span {
    std::size_t offset = 0;
    std::size_t length = 0; ///< 0: none
};

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// The end of a quoted value that begins at `at`; backslashes and doubled quotes both escape.
std::size_t quotedEnd(std::string_view text, std::size_t at)
{
    for (++at; at < text.size(); ++at) {
        if (text[at] == '\\' || (text[at] == '\'' && at + 1 < text.size() && text[at + 1] == '\''))
            ++at;
        else if (text[at] == '\'')
            return at + 1;
    }
    return text.size();
}

/// "password = x", "sslpassword='x'", "PASSWORD 'x'": the x, if the word begins at `at`.
Span afterKeyword(std::string_view text, std::size_t at)
{
    for (const std::string_view word : {"password", "passwd"}) {
        if (text.size() - at <= word.size()
            || !std::equal(word.begin(), word.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                           [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b); }))
            continue;
        auto value = at + word.size();
        const auto skipSpace = [&] {
            while (value < text.size() && isSpace(text[value]))
                ++value;
        };
        skipSpace();
        const bool assigned = value < text.size() && text[value] == '=';
        if (assigned) {
            ++value;
            skipSpace();
        }
        if (value < text.size() && text[value] == '\'')
            return {value, quotedEnd(text, value) - value};
        if (!assigned)
            return {};
        auto end = value;
        while (end < text.size() && !isSpace(text[end]) && text[end] != '&' && text[end] != '\'' && text[end] != '"')
            ++end;
        return {value, end - value};
    }
    return {};
}

/// "://user:x@": the x, if the "://" begins at `at`. A password may hold ':' and, badly written, '@'.
Span inUri(std::string_view text, std::size_t at)
{
    if (text.substr(at, 3) != "://")
        return {};
    const auto start = at + 3;
    auto end = start;
    while (end < text.size() && !isSpace(text[end]) && text[end] != '/')
        ++end;
    const auto authority = text.substr(start, end - start);
    const auto host = authority.rfind('@');
    const auto colon = authority.find(':');
    if (host == std::string_view::npos || colon == std::string_view::npos || colon >= host)
        return {};
    return {start + colon + 1, host - colon - 1};
}

/// By hand, not by std::regex, which recurses for each character and so falls over a long line.
Span secretAt(std::string_view text, std::size_t at)
{
    const char c = text[at];
    if (c == ':')
        return inUri(text, at);
    return c == 'p' || c == 'P' ? afterKeyword(text, at) : Span{};
}

} // namespace

std::string redacted(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        const auto secret = secretAt(text, at);
        if (secret.length == 0) {
            result += text[at++];
            continue;
        }
        result.append(text, at, secret.offset - at);
        result += "***";
        at = secret.offset + secret.length;
    }
    return result;
}

Log makeLog(const std::string &path, spdlog::level::level_enum level)
{
    spdlog::sink_ptr sink;
    if (path.empty())
        sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
        sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(path, 10'000'000, 5);
    auto log = makeLogInto(std::move(sink), level);
    log->flush_on(spdlog::level::warn);
    return log;
}

Log makeLogInto(spdlog::sink_ptr sink, spdlog::level::level_enum level)
{
    auto log = std::make_shared<spdlog::logger>("tidegate", std::make_shared<RedactingSink>(std::move(sink)));
    log->set_level(level);
    return log;
}

Log makeSilentLog()
{
    return std::make_shared<spdlog::logger>("silent", std::make_shared<spdlog::sinks::null_sink_mt>());
}

} // namespace tidegate
