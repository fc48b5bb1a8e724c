#pragma once

#include <string_view>
#include <vector>

namespace promo::tests {

// Words as people write them, one of each script.
struct Sample {
    std::string_view script;
    std::string_view text;
};

inline const std::vector<Sample>& samples() {
    static const std::vector<Sample> kSamples{
        {"Latin", "Größe Çeşme Łódź Đồng"},
        {"Greek", "Έκπτωση"},
        {"Cyrillic", "Скидка Ђорђе"},
        {"Armenian", "զեղչ"},
        {"Georgian", "ფასდაკლება"},
        {"Hebrew", "מבצע שָׁלוֹם"},
        {"Arabic", "تخفيض مُحَمَّد"},
        {"Persian", "تخفیف می‌خواهم"},
        {"Urdu", "رعایت"},
        {"Syriac", "ܫܠܡܐ"},
        {"Thaana", "ދިވެހި"},
        {"NKo", "ߒߞߏ"},
        {"Devanagari", "हिन्दी क्षत्रिय छूट"},
        {"Bengali", "বাংলা ছাড় ক্ষ"},
        {"Gurmukhi", "ਪੰਜਾਬੀ"},
        {"Gujarati", "ગુજરાતી"},
        {"Oriya", "ଓଡ଼ିଆ"},
        {"Tamil", "தமிழ் கொ"},
        {"Telugu", "తెలుగు క్ష"},
        {"Kannada", "ಕನ್ನಡ"},
        {"Malayalam", "മലയാളം"},
        {"Sinhala", "සිංහල ක්‍ෂ"},
        {"Thai", "ส่วนลด น้ำ"},
        {"Lao", "ລາວ ນ້ຳ"},
        {"Tibetan", "བོད་ཡིག"},
        {"Myanmar", "မြန်မာ"},
        {"Khmer", "ខ្មែរ"},
        {"Ethiopic", "ሰላም"},
        {"Cherokee", "ᏣᎳᎩ"},
        {"Canadian", "ᐃᓄᒃᑎᑐᑦ"},
        {"Mongolian", "ᠮᠣᠩᠭᠣᠯ"},
        {"Tifinagh", "ⵜⵉⴼⵉⵏⴰⵖ"},
        {"Javanese", "ꦗꦮ"},
        {"Balinese", "ᬩᬮᬶ"},
        {"Yi", "ꆈꌠ"},
        {"Runic", "ᚠᚢᚦᚨᚱᚲ"},
        {"Gothic", "𐌲𐌿𐍄"},
        {"Adlam", "𞤀𞤣𞤤𞤢𞤥"},
        {"Chinese", "优惠券 優惠"},
        {"Japanese", "割引ありがとう ポイント"},
        {"Korean", "할인 쿠폰 한글"},
        {"Emoji", "🎉👍🏽👨‍👩‍👧‍👦🏳️‍🌈🇩🇪1️⃣❤️"},
        {"Symbols", "€₿½™→★✓♛∑√"},
        {"Zalgo", "Z̸͓̖̬a̴͖l̷g̶o̵̝"},
        {"Jamo", "\u1112\u1161\u11ab"},
    };
    return kSamples;
}

}  // namespace promo::tests
