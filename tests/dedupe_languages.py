# ruff: noqa: E501 - texts in other scripts have their own widths
"""Made-up stories in scripts without spaces and in languages of rich inflection.

For each language: the story in four paragraphs, two headlines, and a follow-up of another day that
tells something else about the same ferry and repeats the first sentence of the story.
"""

from __future__ import annotations

TURKISH = (
    "Lanning Liman İdaresi, müfettişlerin dört yakıt borusundan ikisinde çatlak bulması üzerine Osprey feribotunun ruhsatını iptal etti; kararı salı günü yetkililer duyurdu.\n"
    "Günde yaklaşık 1.900 yolcuyu Skerra adasına taşıyan 38 yaşındaki gemi, borular değiştirilip sınanana kadar rıhtımda bekleyecek.\n"
    "Denetim dairesinin başkanı Maren Tolliver, “Kimse tehlikede değildi ama birinin tehlikeye düşmesini beklemiyoruz” dedi. Çatlakların 3 Mart'taki olağan denetimde görüldüğünü söyledi.\n"
    "İşletmeci şirket daha küçük bir katamaran kiraladı ve yolculardan hafta sonu üç saate varan kuyruklara hazırlıklı olmalarını istedi. Onarımın 640.000 krona mal olacağı tahmin ediliyor."
)
HUNGARIAN = (
    "A lanningi kikötői hatóság visszavonta az Osprey komp engedélyét, miután az ellenőrök négy üzemanyagvezetéke közül kettőben repedést találtak – közölték kedden a hivatalban.\n"
    "A 38 éves hajó naponta mintegy 1900 utast szállít Skerra szigetére. A kikötőben marad, amíg a vezetékeket ki nem cserélik és ki nem próbálják.\n"
    "„Senki nem volt veszélyben, de nem várjuk meg, amíg valaki abba kerül” – mondta Maren Tolliver, az ellenőrzési osztály vezetője. A repedéseket a március 3-i szokásos szemlén vették észre.\n"
    "Az üzemeltető egy kisebb katamaránt bérelt, és arra kérte az utasokat, hogy hétvégén akár háromórás sorban állásra is számítsanak. A javítás költségét 640 ezer koronára becsülik."
)
POLISH = (
    "Urząd portowy w Lanning cofnął zezwolenie promowi Osprey po tym, jak inspektorzy znaleźli pęknięcia w dwóch z czterech przewodów paliwowych, poinformowali we wtorek urzędnicy.\n"
    "Trzydziestoośmioletni statek, który codziennie przewozi około 1900 pasażerów na wyspę Skerra, pozostanie przy nabrzeżu do czasu wymiany i sprawdzenia przewodów.\n"
    "„Nikomu nic nie groziło, ale nie będziemy czekać, aż komuś zagrozi” – powiedziała Maren Tolliver, kierowniczka biura inspekcji. Dodała, że pęknięcia zauważono 3 marca podczas zwykłej kontroli.\n"
    "Armator wynajął mniejszy katamaran i prosi podróżnych, by w weekend liczyli się z trzygodzinnymi kolejkami. Koszt naprawy oszacowano na 640 tysięcy koron."
)
KOREAN = (
    "래닝 항만청은 검사관들이 여객선 오스프리호의 연료관 네 개 가운데 두 개에서 균열을 발견함에 따라 운항 면허를 취소했다고 화요일 밝혔다.\n"
    "매일 약 1,900명의 승객을 스케라 섬으로 실어 나르는 이 38년 된 배는 연료관을 교체하고 시험할 때까지 부두에 묶여 있게 된다.\n"
    "검사과장 마렌 톨리버는 “아무도 위험하지 않았지만 누군가 위험해질 때까지 기다리지는 않는다”고 말했다. 균열은 3월 3일 정기 점검에서 발견됐다.\n"
    "운항사는 더 작은 쌍동선을 빌렸으며 주말에는 최대 세 시간까지 기다릴 수 있다고 안내했다. 수리비는 64만 크로네로 추산된다."
)
KHMER = (
    "អាជ្ញាធរកំពង់ផែបានដកហូតអាជ្ញាបណ្ណរបស់សាឡាងអូស្ព្រី បន្ទាប់ពីអ្នកត្រួតពិនិត្យរកឃើញស្នាមប្រេះក្នុងបំពង់ប្រេងពីរក្នុងចំណោមបួន មន្ត្រីបានប្រកាសនៅថ្ងៃអង្គារ។\n"
    "កប៉ាល់អាយុ ៣៨ ឆ្នាំនេះដឹកអ្នកដំណើរប្រហែល ១៩០០ នាក់ក្នុងមួយថ្ងៃទៅកាន់កោះខ្សាច់ស ហើយនឹងចតនៅកំពង់ផែរហូតដល់បំពង់ត្រូវបានប្តូរ និងសាកល្បង។\n"
    "ប្រធានការិយាល័យត្រួតពិនិត្យបាននិយាយថា គ្មាននរណាម្នាក់មានគ្រោះថ្នាក់ទេ ប៉ុន្តែយើងមិនរង់ចាំរហូតដល់មាននរណាម្នាក់រងគ្រោះឡើយ។ ស្នាមប្រេះត្រូវបានឃើញនៅថ្ងៃទី ៣ មីនា។\n"
    "ក្រុមហ៊ុនបានជួលទូកតូចជាងមុន ហើយសុំឱ្យអ្នកដំណើររៀបចំខ្លួនរង់ចាំដល់បីម៉ោងនៅចុងសប្តាហ៍។ ថ្លៃជួសជុលត្រូវបានប៉ាន់ប្រមាណថា ៦៤០០០០ ក្រោន។"
)
BURMESE = (
    "ဆိပ်ကမ်းအာဏာပိုင်များသည် လောင်စာဆီပိုက်လေးခုအနက် နှစ်ခုတွင် အက်ကြောင်းများ တွေ့ရှိပြီးနောက် အော့စ်ပရေကူးတို့သင်္ဘော၏ လိုင်စင်ကို ရုပ်သိမ်းလိုက်ကြောင်း အင်္ဂါနေ့တွင် ကြေညာသည်။\n"
    "သက်တမ်း ၃၈ နှစ်ရှိ ထိုသင်္ဘောသည် တစ်နေ့လျှင် ခရီးသည် ၁၉၀၀ ခန့်ကို သဲဖြူကျွန်းသို့ ပို့ဆောင်ပေးပြီး ပိုက်များ လဲလှယ်စမ်းသပ်ပြီးသည်အထိ ဆိပ်ကမ်းတွင် ရပ်နားထားမည်။\n"
    "စစ်ဆေးရေးဌာနမှူးက မည်သူမျှ အန္တရာယ်မရှိခဲ့သော်လည်း တစ်ဦးဦး အန္တရာယ်ဖြစ်သည်အထိ မစောင့်ပါဟု ပြောသည်။ အက်ကြောင်းများကို မတ်လ ၃ ရက် ပုံမှန်စစ်ဆေးမှုတွင် တွေ့ရှိခဲ့သည်။"
)
HINDI = (
    "लैनिंग बंदरगाह प्राधिकरण ने नौका ओस्प्रे का लाइसेंस वापस ले लिया है क्योंकि निरीक्षकों को उसकी चार में से दो ईंधन नलियों में दरारें मिलीं, अधिकारियों ने मंगलवार को बताया।\n"
    "38 साल पुराना यह जहाज़ रोज़ करीब 1,900 यात्रियों को स्केरा द्वीप ले जाता है और नलियाँ बदले और परखे जाने तक घाट पर ही रहेगा।\n"
    "निरीक्षण कार्यालय की प्रमुख मारेन टॉलिवर ने कहा कि किसी को खतरा नहीं था, पर हम किसी के खतरे में पड़ने का इंतज़ार नहीं करते। दरारें 3 मार्च की नियमित जाँच में दिखीं।\n"
    "कंपनी ने एक छोटी नाव किराए पर ली है और यात्रियों से सप्ताहांत में तीन घंटे तक की कतार के लिए तैयार रहने को कहा है। मरम्मत का खर्च 6,40,000 क्रोन आँका गया है।"
)

MORE: dict[str, tuple[str, str, str, str]] = {
    "tr": (
        TURKISH,
        "Osprey feribotunun ruhsatı iptal edildi",
        "Skerra adası feribotsuz kaldı",
        "Northern Sound Lines, cuma günü Helmstad tersanesine iki yeni feribot sipariş ettiğini açıkladı. Her biri 450 yolcu alacak gemilerin 2028'de teslim edilmesi ve yolun ilk yarısında pille çalışması bekleniyor. Siparişin değeri 1,1 milyar kron. Genel müdür Ansel Brandt hissedarlara bunun şirket tarihinin en büyük siparişi olduğunu söyledi; sendikadan Ida Corran kararı olumlu buldu.",
    ),
    "hu": (
        HUNGARIAN,
        "Elvesztette engedélyét az Osprey komp",
        "Komp nélkül maradt Skerra szigete",
        "A Northern Sound Lines igazgatósága pénteken úgy döntött, hogy két új kompot épít a helmstadi hajógyárban. A 450 személyes hajókat 2028-ban adják át, és útjuk első felét akkumulátorral teszik meg. Az 1,1 milliárd koronás megrendelés a társaság történetének legnagyobbika, mondta Ansel Brandt vezérigazgató a részvényeseknek. A szakszervezet nevében Ida Corran üdvözölte a döntést.",
    ),
    "pl": (
        POLISH,
        "Prom Osprey stracił zezwolenie",
        "Wyspa Skerra została bez promu",
        "Zarząd Northern Sound Lines zdecydował w piątek o budowie dwóch nowych promów w stoczni w Helmstad. Jednostki dla 450 pasażerów mają zostać oddane w 2028 roku i przez pierwszą połowę trasy płynąć na akumulatorach. Zamówienie warte 1,1 miliarda koron jest największym w historii spółki, powiedział akcjonariuszom prezes Ansel Brandt. Ida Corran ze związku zawodowego pochwaliła decyzję.",
    ),
    "ko": (
        KOREAN,
        "여객선 오스프리호 운항 면허 취소",
        "스케라 섬, 배편 끊겨",
        "노던 사운드 라인스는 금요일 헬름스타드 조선소에 새 여객선 두 척을 발주하기로 했다. 450명이 탈 수 있는 배들은 2028년에 인도되며 항로의 앞 절반은 전지로 달린다. 발주액은 11억 크로네로 회사 역사상 가장 크다고 안셀 브란트 사장이 주주들에게 말했다. 노조의 이다 코란은 결정을 반겼다.",
    ),
    "km": (
        KHMER,
        "សាឡាងអូស្ព្រីត្រូវដកអាជ្ញាបណ្ណ",
        "កោះខ្សាច់សគ្មានសាឡាង",
        "ក្រុមហ៊ុនបានសម្រេចនៅថ្ងៃសុក្រថានឹងសាងសង់សាឡាងថ្មីពីរនៅរោងចក្រហែមស្តាត។ កប៉ាល់សម្រាប់មនុស្ស ៤៥០ នាក់នឹងប្រគល់នៅឆ្នាំ ២០២៨ ហើយប្រើថ្មពិលក្នុងពាក់កណ្តាលដំបូងនៃផ្លូវ។ ការបញ្ជាទិញមានតម្លៃ ១១០០ លានក្រោន ដែលធំបំផុតក្នុងប្រវត្តិសាស្ត្រក្រុមហ៊ុន នាយកប្រតិបត្តិបានប្រាប់ម្ចាស់ភាគហ៊ុន។",
    ),
    "my": (
        BURMESE,
        "အော့စ်ပရေသင်္ဘော လိုင်စင်ရုပ်သိမ်းခံရ",
        "သဲဖြူကျွန်း ကူးတို့သင်္ဘောမဲ့",
        "ကုမ္ပဏီသည် ဟဲမ်စတတ်သင်္ဘောကျင်းတွင် ကူးတို့သင်္ဘောအသစ် နှစ်စင်း တည်ဆောက်ရန် သောကြာနေ့တွင် ဆုံးဖြတ်ခဲ့သည်။ လူ ၄၅၀ စီး သင်္ဘောများကို ၂၀၂၈ ခုနှစ်တွင် လွှဲပြောင်းပေးမည်ဖြစ်ပြီး ခရီးတစ်ဝက်ကို ဘက်ထရီဖြင့် မောင်းနှင်မည်။ မှာယူမှုတန်ဖိုးမှာ ခရိုနာ ၁၁၀၀ သန်းဖြစ်သည်။",
    ),
    "hi": (
        HINDI,
        "नौका ओस्प्रे का लाइसेंस वापस",
        "स्केरा द्वीप बिना नौका के",
        "नॉर्दर्न साउंड लाइन्स के बोर्ड ने शुक्रवार को हेल्मस्टाड के कारखाने में दो नई नौकाएँ बनवाने का फ़ैसला किया। 450 यात्रियों वाली ये नौकाएँ 2028 में मिलेंगी और रास्ते के पहले आधे हिस्से में बैटरी से चलेंगी। 1.1 अरब क्रोन का यह ऑर्डर कंपनी के इतिहास का सबसे बड़ा है, मुख्य अधिकारी आन्सेल ब्रांट ने शेयरधारकों को बताया।",
    ),
}

# Bulletins: the same form on two days.
BULLETINS: dict[str, tuple[str, str]] = {
    "tr": (
        "Meteoroloji, {day} günü {town} için {sky} hava bekliyor: en yüksek {high}, en düşük {low} derece. Rüzgâr {wind} yönünden saatte {speed} kilometre hızla esecek. Yağış olasılığı sabah yüzde {rain} olacak, akşama doğru azalacak. Güneş {rise} saatinde doğacak, {sunset} saatinde batacak. Sürücülerin dikkatli olması isteniyor.",
        "{town} hava durumu",
    ),
    "hu": (
        "A meteorológiai szolgálat {day} napra {town} térségében {sky} időt vár, legfeljebb {high}, legalább {low} fokkal. A szél {wind} felől fúj, óránként {speed} kilométerrel. Az eső valószínűsége reggel {rain} százalék, estére csökken. A nap {rise} órakor kel és {sunset} órakor nyugszik. Az autósok szánjanak több időt az útra.",
        "Időjárás: {town}",
    ),
    "pl": (
        "Synoptycy zapowiadają na {day} w mieście {town} pogodę: {sky}, najwyżej {high}, najmniej {low} stopni. Wiatr z kierunku {wind}, {speed} kilometrów na godzinę. Prawdopodobieństwo deszczu rano {rain} procent, wieczorem mniejsze. Słońce wzejdzie o {rise} i zajdzie o {sunset}. Kierowcy powinni zarezerwować więcej czasu.",
        "Pogoda: {town}",
    ),
    "ja": (
        "気象台によると、{day}日の{town}は{sky}で、最高気温は{high}度、最低気温は{low}度の見込み。{wind}の風が時速{speed}キロで吹き、午前の降水確率は{rain}パーセント。日の出は{rise}、日の入りは{sunset}。お出かけの方は時間に余裕を持ってください。",
        "{town}の天気",
    ),
    "th": (
        "กรมอุตุนิยมวิทยาคาดว่าวันที่ {day} ที่{town}ท้องฟ้า{sky} อุณหภูมิสูงสุด {high} ต่ำสุด {low} องศา ลมทิศ{wind}ความเร็ว {speed} กิโลเมตรต่อชั่วโมง โอกาสฝนตกช่วงเช้าร้อยละ {rain} ดวงอาทิตย์ขึ้นเวลา {rise} ตกเวลา {sunset} ขอให้ผู้ขับขี่ใช้ความระมัดระวัง",
        "พยากรณ์อากาศ {town}",
    ),
    "km": (
        "នាយកដ្ឋានឧតុនិយមព្យាករថា ថ្ងៃទី {day} នៅ{town} មេឃ{sky} សីតុណ្ហភាពខ្ពស់បំផុត {high} ទាបបំផុត {low} អង្សា ខ្យល់ទិស{wind} ល្បឿន {speed} គីឡូម៉ែត្រក្នុងមួយម៉ោង ឱកាសភ្លៀងពេលព្រឹក {rain} ភាគរយ ព្រះអាទិត្យរះម៉ោង {rise} លិចម៉ោង {sunset} សូមអ្នកបើកបរប្រុងប្រយ័ត្ន។",
        "ព្យាករណ៍អាកាសធាតុ {town}",
    ),
    "ar": (
        "يتوقع مركز الأرصاد يوم {day} في {town} طقسا {sky} بحرارة عظمى {high} وصغرى {low} درجة. وتهب الرياح من {wind} بسرعة {speed} كيلومترا في الساعة. واحتمال المطر صباحا {rain} في المئة وينخفض مساء. تشرق الشمس عند {rise} وتغرب عند {sunset}. وينصح السائقون بتخصيص وقت أطول للطريق.",
        "طقس {town}",
    ),
    "ko": (
        "기상청은 {day}일 {town} 지역이 {sky}이며 최고 기온 {high}도, 최저 기온 {low}도로 예상된다고 밝혔다. {wind}풍이 시속 {speed}킬로미터로 불고 오전 강수 확률은 {rain}퍼센트다. 해는 {rise}에 뜨고 {sunset}에 진다. 운전자는 시간을 넉넉히 잡아야 한다.",
        "{town} 날씨",
    ),
    "hi": (
        "मौसम विभाग के अनुसार {day} तारीख को {town} में {sky} रहेगा, अधिकतम तापमान {high} और न्यूनतम {low} डिग्री रहेगा। {wind} दिशा से {speed} किलोमीटर प्रति घंटे की हवा चलेगी। सुबह बारिश की संभावना {rain} प्रतिशत है। सूर्योदय {rise} बजे और सूर्यास्त {sunset} बजे होगा। चालक अधिक समय लेकर निकलें।",
        "{town} का मौसम",
    ),
}
