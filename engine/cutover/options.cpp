// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cutover/cutover.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace tidegate::cutover {

Options Options::fromJson(const std::string &json)
{
    const auto refuse = [](const std::string &why) -> Options { throw ProblemError(Code::BadUsage, {why}); };
    Options options;
    if (json.empty())
        return options;
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(json));
    if (!document.isObject())
        return refuse("the cutover's arguments are no JSON object");
    const auto object = document.object();
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        const auto value = entry.value();
        if (entry.key() == QLatin1String("stop-writes")) {
            const auto how = value.toString();
            if (how == QLatin1String("read-only"))
                options.stopWrites.by = StopWritesBy::ReadOnly;
            else if (how != QLatin1String("none"))
                return refuse("stop-writes is none or read-only");
        } else if (entry.key() == QLatin1String("sequences") && value.isBool()) {
            options.resetSequences = value.toBool();
        } else if (entry.key() == QLatin1String("limit-seconds") && value.isDouble()) {
            options.limit = std::chrono::seconds(value.toInt());
        } else {
            return refuse("the cutover knows no " + entry.key().toStdString() + " of that kind");
        }
    }
    return options;
}

} // namespace tidegate::cutover
