#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace promo::storage {

// An element of the XML a store answers with. Attributes are read over.
struct XmlElement {
    std::string name;
    std::string text;  // of this element alone, entities resolved
    std::vector<XmlElement> children;

    const XmlElement* child(std::string_view child_name) const;
    std::string_view text_of(std::string_view child_name) const;  // empty when there is none
};

// The root element. Empty for anything not well-formed, too deep or too large, and for what no store sends: a document
// type, processing instructions, CDATA, namespaces' prefixes.
std::optional<XmlElement> parse_xml(std::string_view document);

}  // namespace promo::storage
