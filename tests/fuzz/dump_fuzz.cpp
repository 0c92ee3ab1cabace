// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// dump_fuzz [CORPUS] -max_total_time=600 -max_len=8192
// Any text is cut into tokens that lie in it one behind the other, and into entries; who renames nothing changes nothing.

#include "text_fuzz.h"

#include "base/problem.h"
#include "schema/command_forms.h"
#include "schema/dump_entry.h"
#include "schema/sql_lexer.h"

namespace tidegate::fuzz {

const std::vector<std::string> &seeds()
{
    static const std::vector<std::string> texts = {
        "--\n-- Name: t; Type: TABLE; Schema: public; Owner: -\n--\n\nCREATE TABLE public.t (\n    id integer,\n"
        "    \"a \"\"b\" text DEFAULT 'it''s'::text\n);\n\n\n--\n-- Name: t t_pkey; Type: CONSTRAINT; Schema: public; Owner: -\n--\n\n"
        "ALTER TABLE ONLY public.t\n    ADD CONSTRAINT t_pkey PRIMARY KEY (id);\n",
        "CREATE UNIQUE INDEX i ON public.t USING btree (a) WITH (fillfactor='70') WHERE (a > 1);\nALTER TABLE public.t CLUSTER ON i;",
        "ALTER TABLE ONLY public.t\n    ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES public.u(id) ON DELETE CASCADE;",
        "CREATE FUNCTION f() RETURNS void AS $a$ BEGIN /* x /* y */ */ PERFORM E'\\'' || $$--$$; END $a$ LANGUAGE plpgsql; -- end",
    };
    return texts;
}

void tryText(const std::string &text)
{
    try {
        std::size_t end = 0;
        for (const auto &token : schema::tokens(text)) {
            if (token.text.empty() || token.begin < end || token.begin + token.text.size() > text.size()
                || token.text.data() != text.data() + token.begin)
                wrong("a token lies outside", text);
            end = token.begin + token.text.size();
        }
        if (schema::renamed(text, {}) != text)
            wrong("renaming nothing changes something", text);
        // Behind an open quote everything is still in it, and the server refuses it.
        const bool isClosed = schema::tokens(text + "\nx").size() > schema::tokens(text).size();
        for (const auto form : {schema::concurrently, schema::perChunk, schema::notValid}) {
            if (const auto changed = form(text); changed && isClosed && schema::tokens(*changed).size() <= schema::tokens(text).size())
                wrong("a command's other form has nothing more", text);
        }
        for (const auto &command : schema::commandsOf(text)) {
            if (text.find(command) == std::string::npos)
                wrong("a command is none of the text", text);
        }
        auto entries = schema::entriesOf(text, false);
        schema::findTables(entries);
    } catch (const ProblemError &) {
        // Refused with its reason.
    }
}

} // namespace tidegate::fuzz
