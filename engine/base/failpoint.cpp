// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/failpoint.h"

#ifdef TIDEGATE_TESTING

#include <QFile>
#include <QThread>

#include <cstdlib>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>

namespace tidegate::failpoint {

namespace {

/// The environment is read once: a failpoint belongs to a whole process, set by the test that starts it.
struct Settings {
    std::map<std::string, std::string, std::less<>> actions;
    std::set<std::string, std::less<>> rulesOff;
    std::mutex mutex;

    Settings()
    {
        const auto each = [](const char *variable, const auto &take) {
            const char *raw = std::getenv(variable);
            std::string_view text = raw ? raw : "";
            while (!text.empty()) {
                const auto comma = std::min(text.find(','), text.size());
                take(std::string(text.substr(0, comma)));
                text.remove_prefix(std::min(comma + 1, text.size()));
            }
        };
        each("TIDEGATE_FAILPOINTS", [this](const std::string &item) {
            const auto equals = item.find('=');
            if (equals != std::string::npos)
                actions[item.substr(0, equals)] = item.substr(equals + 1);
        });
        each("TIDEGATE_RULES_OFF", [this](const std::string &item) { rulesOff.insert(item); });
    }
};

Settings &settings()
{
    static Settings instance;
    return instance;
}

} // namespace

void reach(std::string_view name, const std::function<bool()> &stillWanted)
{
    std::string action;
    {
        auto &all = settings();
        const std::lock_guard lock(all.mutex);
        const auto found = all.actions.find(name);
        if (found == all.actions.end())
            return;
        action = found->second;
        if (action.front() == '!') {
            action.erase(0, 1);
            all.actions.erase(found);
        }
    }
    if (action == "kill")
        std::_Exit(137);
    if (action == "throw")
        throw std::runtime_error("failpoint " + std::string(name));
    if (action.rfind("delay:", 0) == 0) {
        for (int left = std::atoi(action.c_str() + 6); left > 0 && (!stillWanted || stillWanted()); left -= 10)
            QThread::msleep(10);
    }
    if (action.rfind("wait:", 0) == 0) {
        const auto path = QString::fromStdString(action.substr(5));
        QFile here(path + QStringLiteral(".here"));
        if (here.open(QIODevice::WriteOnly))
            here.close();
        while (!QFile::exists(path) && (!stillWanted || stillWanted()))
            QThread::msleep(5);
    }
}

bool ruleOff(std::string_view rule)
{
    return settings().rulesOff.count(rule) > 0;
}

std::size_t size(std::string_view name, std::size_t otherwise)
{
    auto &all = settings();
    const std::lock_guard lock(all.mutex);
    const auto found = all.actions.find(name);
    return found == all.actions.end() ? otherwise : std::strtoull(found->second.c_str(), nullptr, 10);
}

} // namespace tidegate::failpoint

#endif
