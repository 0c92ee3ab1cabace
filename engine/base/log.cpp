// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/log.h"

#include <spdlog/sinks/null_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <regex>

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

} // namespace

std::string redacted(std::string_view text)
{
    static const std::regex keyValue(R"((password|passwd|sslpassword)(\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&'"]+))",
                                     std::regex::icase);
    static const std::regex uri(R"((\w+://[^:/@\s]*:)([^@/\s]+)(@))");
    static const std::regex sql(R"((password\s+)('(?:[^']|'')*'))", std::regex::icase);
    std::string result(text);
    if (text.find('=') != std::string_view::npos)
        result = std::regex_replace(result, keyValue, "$1$2***");
    if (text.find("://") != std::string_view::npos)
        result = std::regex_replace(result, uri, "$1***$3");
    if (text.find('\'') != std::string_view::npos)
        result = std::regex_replace(result, sql, "$1***");
    return result;
}

Log makeLog(const std::string &path, spdlog::level::level_enum level)
{
    spdlog::sink_ptr sink;
    if (path.empty())
        sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
        sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(path, 10'000'000, 5);
    auto log = std::make_shared<spdlog::logger>("tidegate", std::make_shared<RedactingSink>(std::move(sink)));
    log->set_level(level);
    log->flush_on(spdlog::level::warn);
    return log;
}

Log makeSilentLog()
{
    return std::make_shared<spdlog::logger>("silent", std::make_shared<spdlog::sinks::null_sink_mt>());
}

} // namespace tidegate
