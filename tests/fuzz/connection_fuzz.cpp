// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// connection_fuzz [CORPUS] -max_total_time=600 -max_len=1024
// Any text is BadConnectionString, or an endpoint whose URI says the same but for the secrets, which show nowhere.

#include "text_fuzz.h"

#include "base/problem.h"
#include "endpoint/endpoint.h"
#include "endpoint/ssh_server.h"

#include <QString>

namespace tidegate::fuzz {

namespace {

bool shows(const std::string &where, const std::string &secret)
{
    return secret.size() > 7 && where.find(secret) != std::string::npos; // a shorter one may stand there by chance
}

} // namespace

const std::vector<std::string> &seeds()
{
    static const std::vector<std::string> texts = {
        "postgresql://u%20ser:geheimnisvoll@h1:5432,[::1]:1/d%2Fb?sslmode=verify-full&options=-c%20a%3Db",
        "host='a b' dbname='it''s' user=\\'x password='geheim nis voll' application_name=x",
        "postgres:///?host=/tmp&sslpassword=geheimnisvoll",
        "service=shop connect_timeout=3",
    };
    return texts;
}

void tryText(const std::string &text)
{
    // What a form or a command line can hold.
    if (text.find('\0') != std::string::npos || QString::fromStdString(text).toStdString() != text)
        return;
    try {
        const auto endpoint = endpoint::Endpoint::fromText(text);
        const auto plain = endpoint.withoutSecrets();
        const auto uri = endpoint.toUri();
        if (!(endpoint::Endpoint::fromText(uri) == plain))
            wrong("a URI says something else", text);
        if (endpoint.display() != plain.display())
            wrong("a secret is shown", text);
    } catch (const ProblemError &error) {
        if (error.problem().code != Code::BadConnectionString)
            wrong("refused as something else than a bad connection string", text);
        for (const auto &argument : error.problem().arguments) {
            if (shows(argument, text))
                wrong("the text is in its error", text);
        }
    }
}

} // namespace tidegate::fuzz
